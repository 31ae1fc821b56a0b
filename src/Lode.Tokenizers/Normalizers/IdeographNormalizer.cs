namespace Lode.Tokenizers;

/// <summary>Sets ideographs between spaces, as BERT does.</summary>
sealed class IdeographNormalizer : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        text.BeginRewrite();
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = 1;
            if (text.Bytes[at] < 0xE3)
                continue;
            int scalar = Scalars.Read(text.Bytes, at, out length);
            if (!CharacterClasses.IsIdeograph(scalar))
                continue;
            text.CopyTo(at);
            text.Write(' ', 0);
            text.Write(scalar, 1);
            text.Write(' ', 1);
        }
        text.CopyTo(text.Length);
        text.EndRewrite();
    }
}
