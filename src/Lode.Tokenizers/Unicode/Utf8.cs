using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Reads UTF-8 code point by code point.</summary>
static class Utf8
{
    /// <summary>Reads the code point at the start of a text that is not empty.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="length">Its bytes; 1 where the UTF-8 is ill-formed: each byte of an ill-formed sequence counts by itself.</param>
    /// <returns>The code point, or -1 where the UTF-8 is ill-formed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, out int length)
    {
        length = 1;
        int first = text[0];
        return first < 0x80 ? first : ReadLong(text, first, ref length);
    }

    // The ranges of second bytes are those of table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF.
    static int ReadLong(ReadOnlySpan<byte> text, int first, ref int length)
    {
        if (first < 0xE0)
        {
            if (first < 0xC2 || text.Length < 2 || !IsContinuation(text[1]))
                return -1;
            length = 2;
            return (first & 0x1F) << 6 | (text[1] & 0x3F);
        }
        if (first < 0xF0)
        {
            if (text.Length < 3 || !IsContinuation(text[1]) || !IsContinuation(text[2]))
                return -1;
            int value = (first & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
            if (value < 0x800 || (value & 0xF800) == 0xD800)
                return -1;
            length = 3;
            return value;
        }
        if (first < 0xF5 && text.Length >= 4 && IsContinuation(text[1]) && IsContinuation(text[2]) && IsContinuation(text[3]))
        {
            int value = (first & 0x07) << 18 | (text[1] & 0x3F) << 12 | (text[2] & 0x3F) << 6 | (text[3] & 0x3F);
            if (value is < 0x10000 or > 0x10FFFF)
                return -1;
            length = 4;
            return value;
        }
        return -1;
    }

    static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
