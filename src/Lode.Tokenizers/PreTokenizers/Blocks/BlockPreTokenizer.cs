using System.Numerics;
using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>A pre-tokenizer that finds the starts of many words at once, by arithmetic on the classes of 64 bytes at a time.</summary>
/// <remarks>
/// <para>
/// A window begins where a word begins, so that what came before does not matter to it. Its last starts may depend on text behind it
/// and are left to the next window; where none is certain, and for blocks with characters that the arithmetic cannot treat, words are cut
/// one by one.
/// </para>
/// <para>The idea, bitmaps of classes and starts by bit algebra, is that of simdjson and of the tokenizers that followed it.</para>
/// </remarks>
abstract class BlockPreTokenizer : PreTokenizer
{
    /// <summary>The most blocks in a window.</summary>
    const int WindowBlocks = 16;

    /// <summary>Bytes of look-ahead that decide whether a word starts, white space aside: an apostrophe, U+017F, and one to spare.</summary>
    const int LookAhead = 8;

    /// <summary>Whether the pattern asks for upper case and slashes.</summary>
    protected virtual bool NeedsCase => false;

    /// <summary>Whether the pattern counts numbers.</summary>
    protected virtual bool GroupsNumbers => false;

    public sealed override int Split(ReadOnlySpan<byte> segment, int start, Span<int> ends)
    {
        if (Vector512.IsHardwareAccelerated)
            return Split<ByteMasks512>(segment, start, ends);
        if (Vector256.IsHardwareAccelerated)
            return Split<ByteMasks256>(segment, start, ends);
        return Vector128.IsHardwareAccelerated ? Split<ByteMasks128>(segment, start, ends) : base.Split(segment, start, ends);
    }

    /// <summary>Marks the starts of words in a window.</summary>
    /// <param name="text">The text from the first block on; the window may end before it does.</param>
    /// <param name="blocks">The window's blocks, with an empty one before and behind.</param>
    /// <param name="starts">One mask per block of the window.</param>
    protected abstract void FindStarts(ReadOnlySpan<byte> text, ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts);

    /// <summary>Marks the starts of characters, given by their last bytes.</summary>
    /// <param name="blocks">The window's blocks, with one before and one behind.</param>
    /// <param name="starts">One mask per block of the window.</param>
    /// <param name="i">The block of the last bytes.</param>
    /// <param name="lastBytes">The last bytes of the characters.</param>
    internal static void MarkCharacters(ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts, int i, ulong lastBytes)
    {
        ulong wide = lastBytes & blocks[i + 1].Continuation;
        starts[i] |= lastBytes & ~wide;
        for (; wide != 0; wide &= wide - 1)
        {
            int place = 64 * i + BitOperations.TrailingZeroCount(wide);
            do
                place--;
            while ((blocks[(place >> 6) + 1].Continuation >> place & 1) != 0);
            starts[place >> 6] |= 1UL << place;
        }
    }

    /// <summary>The length of a word of numbers that begins a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="end">Where its first number ends.</param>
    /// <param name="maxDigits">The most numbers in a word.</param>
    protected static int NumberLength(ReadOnlySpan<byte> text, int end, int maxDigits)
    {
        for (int digits = 1; digits < maxDigits && end < text.Length; digits++)
        {
            if (CodePoints.Read(text, end, out int length) != CodePointClass.Number)
                break;
            end += length;
        }
        return end;
    }

    /// <summary>The length of a white-space word: <c>\s*[\r\n]+|\s+(?!\S)|\s+</c>.</summary>
    protected static int LineOrWhitespaceWordLength(ReadOnlySpan<byte> text)
    {
        int runEnd = CodePoints.SkipWhile(text, 0, CodePointClass.Whitespace);
        int lineBreak = text[..runEnd].LastIndexOfAny((byte)'\r', (byte)'\n');
        return lineBreak >= 0 ? lineBreak + 1 : WhitespaceWordLength(text, runEnd);
    }

    int Split<TMasks>(ReadOnlySpan<byte> segment, int start, Span<int> ends)
        where TMasks : struct, IByteMasks
    {
        Span<ClassBlock> blocks = stackalloc ClassBlock[WindowBlocks + 2];
        Span<ulong> starts = stackalloc ulong[WindowBlocks];
        int count = 0;
        int stride = 64; // words are cut one by one for longer and longer where one difficult block follows the other
        while (count < ends.Length && start < segment.Length)
        {
            ReadOnlySpan<byte> text = segment[start..];
            // About 12 words in 64 bytes of English: what no longer fits would be found in vain.
            int wanted = Math.Clamp((ends.Length - count) / 12, 1, WindowBlocks);
            int read = ReadBlocks<TMasks>(text, blocks, wanted, out bool isEasy);
            if (read > 0)
            {
                stride = 64;
                blocks[read + 1] = default;
                FindStarts(text, blocks[..(read + 2)], starts[..read]);
                int windowEnd = Math.Min(64 * read, text.Length);
                bool isLast = windowEnd == text.Length;
                int certain = isLast ? windowEnd - 1 : CertainEnd(blocks[1..(read + 1)], windowEnd);
                int found = Take(starts[..read], certain, start, ends[count..]);
                count += found;
                if (found > 0)
                    start = ends[count - 1];
                if (isLast && count < ends.Length)
                    ends[count++] = start = segment.Length;
                if (found > 0 || isLast)
                    continue;
            }
            int past = isEasy ? start + 1 : (int)Math.Min(segment.Length, start + 64L * read + stride);
            stride = Math.Min(2 * stride, 64 * WindowBlocks);
            while (start < past && count < ends.Length)
            {
                start += FirstWordLength(segment[start..]);
                ends[count++] = start;
            }
        }
        return count;
    }

    int ReadBlocks<TMasks>(ReadOnlySpan<byte> text, Span<ClassBlock> blocks, int wanted, out bool isEasy)
        where TMasks : struct, IByteMasks
    {
        ClassBlockReader reader = new(text, NeedsCase, GroupsNumbers);
        int read = 0;
        isEasy = true;
        while (read < wanted && 64 * read < text.Length)
        {
            isEasy = reader.Read<TMasks>(64 * read, out blocks[read + 1]);
            if (!isEasy)
                break;
            read++;
        }
        return read;
    }

    /// <summary>The last place of a window at which a start is certain: before white space that may go on.</summary>
    static int CertainEnd(ReadOnlySpan<ClassBlock> blocks, int windowEnd)
    {
        int end = windowEnd - LookAhead;
        while (end > 0 && (blocks[end - 1 >> 6].White >> (end - 1) & 1) != 0)
            end--;
        return end;
    }

    /// <summary>Writes the starts behind 0 and through <paramref name="last"/> as the ends of the words before them.</summary>
    static int Take(ReadOnlySpan<ulong> starts, int last, int origin, Span<int> ends)
    {
        int count = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            ulong bits = starts[i];
            int place = 64 * i;
            if (i == 0)
                bits &= ~1UL;
            if (last - place < 63)
                bits &= last < place ? 0 : (2UL << (last - place)) - 1;
            while (bits != 0)
            {
                if (count == ends.Length)
                    return count;
                ends[count++] = origin + place + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
            }
        }
        return count;
    }
}
