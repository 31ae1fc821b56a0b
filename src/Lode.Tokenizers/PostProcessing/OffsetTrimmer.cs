namespace Lode.Tokenizers;

/// <summary>Takes white space off the places of tokens (<c>trim_offsets</c>), as Hugging Face's <c>process_offsets</c> does.</summary>
static class OffsetTrimmer
{
    /// <param name="values">Start and end of each token, in characters.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="vocabulary">Their spellings.</param>
    /// <param name="hasPrefixSpace">See <see cref="PostProcessor.HasPrefixSpace"/>.</param>
    public static void Trim(Span<int> values, ReadOnlySpan<int> ids, Vocabulary vocabulary, bool hasPrefixSpace)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            ref int start = ref values[2 * i];
            ref int end = ref values[2 * i + 1];
            ReadOnlySpan<byte> text = vocabulary.Text(ids[i]);
            int leading = LeadingSpaces(text);
            int trailing = TrailingSpaces(text);
            if (leading == 1 && hasPrefixSpace && (i == 0 || start == 0))
                leading = 0;
            start = Math.Min(start + leading, end);
            if (trailing > 0 && end >= trailing)
                end = Math.Max(end - trailing, start);
        }
    }

    static int LeadingSpaces(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int at = 0; at < text.Length && IsSpace(Scalars.Read(text, at, out int length)); at += length)
            count++;
        return count;
    }

    static int TrailingSpaces(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int end = text.Length; end > 0 && IsSpace(Scalars.ReadBefore(text, end, out int length)); end -= length)
            count++;
        return count;
    }

    static bool IsSpace(int scalar) => scalar == ByteLevelAlphabet.Character((byte)' ') || CharacterClasses.IsWhiteSpace(scalar);
}
