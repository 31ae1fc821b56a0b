namespace Lode.Tokenizers;

/// <summary>Cuts text into the words that merges never cross.</summary>
abstract class PreTokenizer
{
    /// <summary>The length in bytes of the first word of a text that is not empty.</summary>
    /// <param name="text">The rest of the text up to the next special token; look-ahead ends with it.</param>
    public abstract int FirstWordLength(ReadOnlySpan<byte> text);

    /// <summary>Cuts several words at once: writes where words end, until the text or the room ends.</summary>
    /// <param name="segment">Text without special tokens.</param>
    /// <param name="start">Where the first word begins: 0, or an end that an earlier call gave.</param>
    /// <param name="ends">Where the ends go, as offsets in <paramref name="segment"/>; words tile the segment.</param>
    /// <returns>The number of ends; fewer than fit only at the end of the segment.</returns>
    public virtual int Split(ReadOnlySpan<byte> segment, int start, Span<int> ends)
    {
        int count = 0;
        while (count < ends.Length && start < segment.Length)
        {
            start += FirstWordLength(segment[start..]);
            ends[count++] = start;
        }
        return count;
    }

    /// <summary>
    /// The length of a white-space word: <c>\s+(?!\S)|\s+</c>. A run that something follows leaves its last code point to the next word,
    /// unless it has only one.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="runEnd">Where the run of white space at the start of the text ends.</param>
    protected static int WhitespaceWordLength(ReadOnlySpan<byte> text, int runEnd)
    {
        if (runEnd == text.Length)
            return runEnd;
        int last = runEnd - 1;
        while (last > 0 && (text[last] & 0xC0) == 0x80)
            last--;
        return last > 0 ? last : runEnd;
    }
}
