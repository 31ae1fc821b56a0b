using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>English contractions: <c>'s|'t|'re|'ve|'m|'ll|'d</c>.</summary>
static class Contractions
{
    /// <summary>The length of the contraction that a text begins with, or 0.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '\'')
            return 0;
        if (text[1] is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d')
            return 2;
        if (text.Length < 3)
            return 0;
        return text[1] is (byte)'r' or (byte)'v' && text[2] == 'e' || text[1] == 'l' && text[2] == 'l' ? 3 : 0;
    }

    /// <summary>The same without regard to case, where ſ (U+017F) folds to s too.</summary>
    public static int LengthIgnoringCase(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '\'')
            return 0;
        int a = text[1] | 0x20; // lower case, for letters
        if (a is 's' or 't' or 'm' or 'd')
            return 2;
        if (text.Length < 3)
            return 0;
        if (text[1] == 0xC5 && text[2] == 0xBF)
            return 3;
        int b = text[2] | 0x20;
        return a is 'r' or 'v' && b == 'e' || a == 'l' && b == 'l' ? 3 : 0;
    }

    /// <summary>Makes a word of the contraction at <paramref name="at"/>: no start inside, one behind it.</summary>
    public static void Mark(Span<ulong> starts, int at, int length)
    {
        for (int i = at + 1; i < at + length && i >> 6 < starts.Length; i++)
            starts[i >> 6] &= ~(1UL << i);
        int end = at + length;
        if (end >> 6 < starts.Length)
            starts[end >> 6] |= 1UL << end;
    }

    /// <summary>Words that are contractions, wherever a word begins with an apostrophe (GPT-2, cl100k).</summary>
    public static void MarkWords(ReadOnlySpan<byte> text, ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts, bool ignoreCase)
    {
        for (int i = 0; i < starts.Length; i++)
        {
            for (ulong quotes = blocks[i + 1].Quote & starts[i]; quotes != 0; quotes &= quotes - 1)
            {
                int at = 64 * i + BitOperations.TrailingZeroCount(quotes);
                int length = ignoreCase ? LengthIgnoringCase(text[at..]) : Length(text[at..]);
                if (length > 0)
                    Mark(starts, at, length);
            }
        }
    }
}
