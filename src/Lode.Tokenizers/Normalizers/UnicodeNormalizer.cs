namespace Lode.Tokenizers;

/// <summary>NFC, NFD, NFKC and NFKD, with the origins that Hugging Face's alignments give.</summary>
/// <param name="composes">NFC and NFKC.</param>
/// <param name="compatible">NFKC and NFKD.</param>
sealed class UnicodeNormalizer(bool composes, bool compatible) : Normalizer
{
    [ThreadStatic]
    static UnicodeComposer? s_composer;

    /// <summary>Whether characters may become one with what is before them.</summary>
    public bool Composes => composes;

    public override void Normalize(TextBuffer text)
    {
        int change = FindChange(text.Bytes, 0);
        if (change == text.Length)
            return;
        UnicodeComposer composer = s_composer ??= new UnicodeComposer();
        text.BeginRewrite();
        while (text.Cursor < text.Length)
        {
            // The character before the change may take part in it; what follows an unchanging one does not.
            text.CopyTo(change > text.Cursor ? change - LengthBefore(text.Bytes, change) : text.Cursor);
            int end = FindEnd(text.Bytes, change);
            composer.Rewrite(text, end, composes, compatible);
            change = FindChange(text.Bytes, end);
            if (change == text.Length)
                text.CopyTo(text.Length);
        }
        text.EndRewrite();
    }

    int FindChange(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            if (text[at] < 0x80)
            {
                int ascii = text[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                if (ascii < 0)
                    return text.Length;
                at += ascii;
            }
            int scalar = Scalars.Read(text, at, out int length);
            if (Changes(scalar))
                return at;
            at += length;
        }
        return text.Length;
    }

    int FindEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            int scalar = Scalars.Read(text, at, out int length);
            if (!Changes(scalar))
                break;
            at += length;
        }
        return at;
    }

    bool Changes(int scalar)
    {
        if (scalar < 0x80)
            return false;
        if (CharacterClasses.IsUnstable(scalar))
            return true;
        if (composes && !compatible)
            return false;
        Span<int> buffer = stackalloc int[3];
        return !NormalizationTable.Decompose(scalar, compatible, buffer).IsEmpty;
    }

    static int LengthBefore(ReadOnlySpan<byte> text, int end)
    {
        Scalars.ReadBefore(text, end, out int length);
        return length;
    }
}
