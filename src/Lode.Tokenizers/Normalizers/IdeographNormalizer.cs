namespace Lode.Tokenizers;

/// <summary>Sets ideographs between spaces, as BERT does.</summary>
sealed class IdeographNormalizer : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        bool began = false;
        int at = 0;
        // The first ideograph, U+3400, begins with byte 0xE3.
        while (at < text.Length && text.Bytes[at..].IndexOfAnyInRange((byte)0xE3, (byte)0xFF) is >= 0 and int skip)
        {
            at += skip;
            int scalar = Scalars.Read(text.Bytes, at, out int length);
            at += length;
            if (!CharacterClasses.IsIdeograph(scalar))
                continue;
            if (!began)
                text.BeginRewrite();
            began = true;
            text.CopyTo(at - length);
            text.Write(' ', 0);
            text.Write(scalar, 1);
            text.Write(' ', 1);
        }
        if (!began)
            return;
        text.CopyTo(text.Length);
        text.EndRewrite();
    }
}
