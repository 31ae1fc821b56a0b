namespace Lode.Tokenizers;

/// <summary>Lower case (<c>Lowercase</c>).</summary>
sealed class LowercaseNormalizer : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        text.BeginRewrite();
        while (text.Cursor < text.Length)
        {
            int at = text.Cursor;
            int scalar = 0;
            int lower = 0;
            while (at < text.Length)
            {
                scalar = Scalars.Read(text.Bytes, at, out int length);
                lower = LowercaseTable.Lower(scalar);
                if (lower != scalar)
                    break;
                at += length;
            }
            text.CopyTo(at);
            if (at == text.Length)
                break;
            text.Write(lower, 0);
            if (scalar == LowercaseTable.CapitalDottedI)
                text.Write(0x307, 1);
        }
        text.EndRewrite();
    }
}
