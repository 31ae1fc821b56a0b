using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Which two neighbouring characters a merge may join; where none does, text can be cut between them.</summary>
/// <remarks>
/// A character is up to four bytes of UTF-8, the first lowest. Exact where both are ASCII; else one bit per hash, which may only ever say
/// yes for no.
/// </remarks>
readonly unsafe struct CharacterPairs
{
    const int AsciiCount = 128;
    const int AsciiLength = AsciiCount * AsciiCount;
    const int BitsPerMerge = 4;

    readonly FlatTable<byte> _ascii;
    readonly FlatTable<ulong> _bits;
    readonly int _shift;

    CharacterPairs(FlatTable<byte> ascii, FlatTable<ulong> bits, int shift) => (_ascii, _bits, _shift) = (ascii, bits, shift);

    /// <param name="merges">The number of merges.</param>
    public CharacterPairs(int merges)
    {
        int bits = Math.Clamp(BitOperations.Log2((uint)merges) + 1 + BitOperations.Log2(BitsPerMerge), 10, 26);
        _ascii = new FlatTable<byte>(AsciiLength);
        _bits = new FlatTable<ulong>(1 << (bits - 6));
        _shift = 64 - bits;
    }

    /// <summary>A set that was built before.</summary>
    /// <param name="ascii">A byte for each pair of ASCII characters.</param>
    /// <param name="bits">A power of two of words.</param>
    /// <param name="pairs">The set.</param>
    /// <returns>False where the tables are of other lengths.</returns>
    public static bool TryOpen(FlatTable<byte> ascii, FlatTable<ulong> bits, out CharacterPairs pairs)
    {
        bool fits = ascii.Length == AsciiLength && bits.Length is > 0 and <= 1 << 20 && BitOperations.IsPow2(bits.Length);
        pairs = fits ? new CharacterPairs(ascii, bits, 58 - BitOperations.Log2((uint)bits.Length)) : default;
        return fits;
    }

    /// <summary>A byte for each pair of ASCII characters: [left, right].</summary>
    public ReadOnlySpan<byte> Ascii => _ascii.Span;

    /// <summary>The bits of all pairs.</summary>
    public ReadOnlySpan<ulong> Bits => _bits.Span;

    /// <summary>Reads a character, or of ill-formed UTF-8 what its first byte announces as far as it is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(byte* at, byte* end, out int length)
    {
        uint character = *at;
        length = 1;
        if (character < AsciiCount)
            return character;
        // Not a byte more: a stray one behind a character would make it another.
        int announced = character < 0xC0 ? 1 : character < 0xE0 ? 2 : character < 0xF0 ? 3 : 4;
        while (length < announced && at + length < end && (at[length] & 0xC0) == 0x80)
        {
            character |= (uint)at[length] << (8 * length);
            length++;
        }
        return character;
    }

    /// <summary>Notes that a merge joins two characters.</summary>
    public void Add(uint left, uint right)
    {
        if ((left | right) < AsciiCount)
            _ascii.Pointer[left * AsciiCount + right] = 1;
        ulong bit = Hash(left, right) >> _shift;
        _bits.Pointer[bit >> 6] |= 1UL << (int)(bit & 63);
    }

    /// <summary>Whether a merge may join two characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayMerge(uint left, uint right)
    {
        if ((left | right) < AsciiCount)
            return _ascii.Pointer[left * AsciiCount + right] != 0;
        ulong bit = Hash(left, right) >> _shift;
        return (_bits.Pointer[bit >> 6] >> (int)(bit & 63) & 1) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Hash(uint left, uint right)
    {
        ulong pair = (ulong)left << 32 | right;
        return (pair ^ pair >> 29) * 0x9E37_79B9_7F4A_7C15;
    }
}
