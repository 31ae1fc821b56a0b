using System.Buffers;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>The symbols that merges of characters start from: each character that is a token, else its bytes.</summary>
/// <param name="characters">By character of the basic plane: its token, or -1.</param>
/// <param name="index">Finds the token of any other.</param>
/// <param name="byteTokens">By byte: its token.</param>
readonly unsafe struct CharacterSymbols(FlatTable<int> characters, ByteStringIndex index, int[] byteTokens)
{
    /// <summary>Reads the symbols at the front of a text, as many as fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="max">The most symbols.</param>
    /// <param name="tokens">By symbol: its token.</param>
    /// <param name="starts">By symbol: where it begins; or null.</param>
    /// <param name="symbols">The number of symbols.</param>
    /// <returns>How many bytes they are.</returns>
    public int Read(byte* text, int length, int max, int* tokens, int* starts, out int symbols)
    {
        symbols = 0;
        int at = 0;
        for (int width; at < length; at += width)
        {
            width = 1;
            int token = -1;
            if (text[at] < 0x80)
            {
                token = characters.Pointer[text[at]];
            }
            else if (Rune.DecodeFromUtf8(new ReadOnlySpan<byte>(text + at, length - at), out Rune rune, out int runeLength)
                == OperationStatus.Done)
            {
                width = runeLength;
                token = rune.IsBmp ? characters.Pointer[rune.Value] : index.Find(new ReadOnlySpan<byte>(text + at, width));
            }
            int added = token >= 0 ? 1 : width;
            if (symbols + added > max)
                break;
            for (int i = 0; i < added; i++)
            {
                if (starts != null)
                    starts[symbols] = at + i;
                tokens[symbols++] = token >= 0 ? token : byteTokens[text[at + i]];
            }
        }
        return at;
    }
}
