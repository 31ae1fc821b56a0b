using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>
/// What merging a word may begin with: tokens of two or three bytes where these merge before any of them can merge with a neighbour,
/// bytes elsewhere. The tokens of a Chinese word are then three times fewer at the start than its bytes.
/// </summary>
/// <remarks>
/// <para>
/// Why the result is that of beginning with bytes. Take the bytes of a character, and let every merge of one of its symbols with what is
/// beside it have a larger rank than the merge within it that is next: then of all merges that touch the character those within it come
/// first, one after the other, until it is one token. Let that token merge with others at larger ranks only than those of the merges
/// within: then whatever merges elsewhere meanwhile would also do so had the character been one token from the start.
/// </para>
/// <para>
/// What is beside it is known by one byte: the last byte of any symbol before it, the first of any symbol behind it. So a token has a set
/// of bytes before it, and a set of bytes behind it, with which the above does not hold. Nothing asks for well-formed UTF-8.
/// </para>
/// </remarks>
sealed unsafe class CharacterStarts
{
    readonly FlatTable<Symbol> _threes = new(1 << 16); // [E0 to EF, 80 to BF, 80 to BF]; what has no token stays unwritten, and unmapped
    readonly FlatTable<Symbol> _twos = new(1 << 12); // [C0 to FF, 80 to BF]

    /// <summary>The start for three bytes of the form of a character.</summary>
    public Symbol* Three(byte first, byte second, byte third) =>
        _threes.Pointer + ((first & 15) << 12 | (second & 63) << 6 | third & 63);

    /// <summary>The start for two bytes, the first of a character's and the one behind it.</summary>
    public Symbol* Two(byte first, byte second) => _twos.Pointer + ((first & 63) << 6 | second & 63);

    /// <summary>Writes the symbols that merging a word may begin with.</summary>
    /// <param name="word">Its bytes.</param>
    /// <param name="length">Their number.</param>
    /// <param name="byteTokens">The token of each byte.</param>
    /// <param name="symbols">Room for as many symbols as bytes.</param>
    /// <returns>The number of symbols.</returns>
    public int Write(byte* word, int length, int* byteTokens, int* symbols)
    {
        int count = 0;
        int left = 64; // the last 6 bits of the byte before; 64 where there is none, 65 where it cannot be treated
        for (int at = 0; at < length;)
        {
            byte first = word[at];
            if (first >= 0xC0 && left <= 64 && at + 1 < length && IsContinuation(word[at + 1]))
            {
                ulong leftBit = left < 64 ? 1UL << left : 0;
                if (first is >= 0xE0 and < 0xF0 && at + 2 < length && IsContinuation(word[at + 2]))
                {
                    Symbol* three = Three(first, word[at + 1], word[at + 2]);
                    if (three->IsKnown && (three->UnsafeLeft & leftBit) == 0
                        && (at + 3 == length || word[at + 3] >= 0xC0 && (three->UnsafeRight >> (word[at + 3] & 63) & 1) == 0))
                    {
                        symbols[count++] = three->Token;
                        left = word[at + 2] & 63;
                        at += 3;
                        continue;
                    }
                }
                Symbol* two = Two(first, word[at + 1]);
                if (two->IsKnown && (two->UnsafeLeft & leftBit) == 0
                    && (at + 2 == length || word[at + 2] >> 6 == (first >= 0xE0 ? 2 : 3) && (two->UnsafeRight >> (word[at + 2] & 63) & 1) == 0))
                {
                    symbols[count++] = two->Token;
                    left = word[at + 1] & 63;
                    at += 2;
                    continue;
                }
            }
            symbols[count++] = byteTokens[first];
            left = IsContinuation(first) ? first & 63 : 65;
            at++;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    /// <summary>Two or three bytes that are one token.</summary>
    public struct Symbol
    {
        const uint Known = 1u << 31;

        uint _token;

        /// <summary>By the low 6 bits of a continuation byte before it: whether it may merge otherwise.</summary>
        public ulong UnsafeLeft;

        /// <summary>
        /// By the low 6 bits of the byte behind it, a continuation byte where two bytes are not a whole character, else the first byte of
        /// another: whether it may merge otherwise.
        /// </summary>
        public ulong UnsafeRight;

        /// <summary>Whether there is such a token.</summary>
        public readonly bool IsKnown => _token != 0;

        /// <summary>The token.</summary>
        public int Token
        {
            readonly get => (int)(_token & ~Known);
            set => _token = (uint)value | Known;
        }
    }
}
