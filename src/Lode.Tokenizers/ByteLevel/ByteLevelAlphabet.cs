using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>The spelling of bytes as visible characters that byte-level vocabularies are written in.</summary>
/// <remarks>
/// GPT-2's <c>bytes_to_unicode</c>: printable Latin-1 bytes stand for themselves, the other 68 for U+0100 and up, in order.
/// </remarks>
static class ByteLevelAlphabet
{
    static readonly char[] s_characters = BuildCharacters();
    static readonly short[] s_bytes = BuildBytes();

    /// <summary>The character that spells a byte.</summary>
    public static char Character(byte value) => s_characters[value];

    /// <summary>Spells bytes; each takes one or two bytes of UTF-8.</summary>
    /// <returns>The bytes written.</returns>
    public static int Spell(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        int written = 0;
        foreach (byte value in bytes)
            written += new Rune(s_characters[value]).EncodeToUtf8(destination[written..]);
        return written;
    }

    /// <summary>The bytes that a spelling stands for; false where a character of it stands for none.</summary>
    /// <param name="spelling">UTF-8.</param>
    /// <param name="destination">At least as long as the spelling.</param>
    /// <param name="written">The bytes written.</param>
    public static bool TryRead(ReadOnlySpan<byte> spelling, Span<byte> destination, out int written)
    {
        written = 0;
        while (!spelling.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(spelling, out Rune rune, out int length) != OperationStatus.Done || rune.Value >= s_bytes.Length
                || s_bytes[rune.Value] < 0)
                return false;
            destination[written++] = (byte)s_bytes[rune.Value];
            spelling = spelling[length..];
        }
        return true;
    }

    static char[] BuildCharacters()
    {
        char[] characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
            characters[value] = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)value : next++;
        return characters;
    }

    static short[] BuildBytes()
    {
        short[] bytes = new short[0x100 + 68];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++)
            bytes[s_characters[value]] = (short)value;
        return bytes;
    }
}
