using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>Merges the symbols of a word of up to 255, best pair first, in flat arrays. One thread at a time.</summary>
/// <remarks>
/// A scan for the smallest of n ranks, 8 at a time, is faster for such n than any queue. A key is a rank and the place of its left symbol,
/// so that the smallest key is the leftmost of the best pairs. All merges that one of these makes are of one table.
/// </remarks>
sealed unsafe class WordMerger
{
    /// <summary>The most symbols.</summary>
    public const int MaxSymbols = 255;

    const int Capacity = 264; // and the vector behind
    const uint NoMerge = uint.MaxValue;

    readonly FlatTable<int> _tokens = new(Capacity);
    readonly FlatTable<int> _results = new(Capacity);
    readonly FlatTable<uint> _keys = new(Capacity);
    readonly FlatTable<byte> _next = new(Capacity);
    readonly FlatTable<byte> _previous = new(Capacity);
    FlatTable<int> _bytePairResults; // what pairs of bytes become, + 1, where that was asked for before; else 0: [left, right]

    /// <summary>By place of a symbol: its token. Write <see cref="Merge"/>'s symbols here; its results are here at the places it gives.</summary>
    public int* Tokens => _tokens.Pointer;

    /// <summary>Merges a word of bytes.</summary>
    /// <param name="pairs">The merges.</param>
    /// <param name="bytePairs">The rank of each pair of bytes, shifted left by 8, or all ones: [left, right].</param>
    /// <param name="byteTokens">The token of each byte.</param>
    /// <param name="word">The bytes.</param>
    /// <param name="count">Their number, 1 to <see cref="MaxSymbols"/>.</param>
    public void MergeBytes(in PairTable pairs, uint* bytePairs, int* byteTokens, byte* word, int count)
    {
        if (_bytePairResults.Length == 0)
            _bytePairResults = new FlatTable<int>(1 << 16);
        int* tokens = _tokens.Pointer;
        int* results = _results.Pointer;
        uint* keys = _keys.Pointer;
        for (int i = 0; i < count - 1; i++)
        {
            int pair = word[i] << 8 | word[i + 1];
            tokens[i] = byteTokens[word[i]];
            results[i] = ~pair; // most pairs of bytes never merge: what they become is looked up when they do
            keys[i] = bytePairs[pair] | (uint)i;
        }
        tokens[count - 1] = byteTokens[word[count - 1]];
        MergeAll(pairs, count);
    }

    /// <summary>Merges a word of bytes that begins with whole characters where it may.</summary>
    /// <param name="pairs">The merges.</param>
    /// <param name="starts">What it begins with.</param>
    /// <param name="byteTokens">The token of each byte.</param>
    /// <param name="word">The bytes.</param>
    /// <param name="length">Their number, 1 to <see cref="MaxSymbols"/>.</param>
    /// <returns>The number of symbols that it began with.</returns>
    public int MergeCharacters(in PairTable pairs, CharacterStarts starts, int* byteTokens, byte* word, int length)
    {
        int count = starts.Write(word, length, byteTokens, _tokens.Pointer);
        Merge(pairs, count);
        return count;
    }

    /// <summary>Merges the first symbols of <see cref="Tokens"/>.</summary>
    /// <param name="pairs">The merges.</param>
    /// <param name="count">The number of symbols, 1 to <see cref="MaxSymbols"/>.</param>
    public void Merge(in PairTable pairs, int count)
    {
        int* tokens = _tokens.Pointer;
        for (int i = 0; i < count - 1; i++)
            pairs.Fetch(tokens[i], tokens[i + 1]);
        for (int i = 0; i < count - 1; i++)
            Consider(pairs, i, i + 1);
        MergeAll(pairs, count);
    }

    /// <summary>The place of the symbol behind that at <paramref name="place"/>; the number of symbols behind the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int place) => _next.Pointer[place];

    /// <summary>Writes the tokens that are left and returns their number.</summary>
    public int CopyTo(int* destination, int count)
    {
        int written = 0;
        for (int i = 0; i < count; i = _next.Pointer[i])
            destination[written++] = _tokens.Pointer[i];
        return written;
    }

    void MergeAll(in PairTable pairs, int count)
    {
        uint* keys = _keys.Pointer;
        byte* next = _next.Pointer;
        byte* previous = _previous.Pointer;
        for (int i = 0; i < count; i++)
        {
            next[i] = (byte)(i + 1);
            previous[i] = (byte)(i - 1);
        }
        int length = (count + 6) & ~7; // keys of count - 1 pairs, in vectors
        for (int i = count - 1; i < length; i++)
            keys[i] = NoMerge;
        while (true)
        {
            uint best = Smallest(keys, length);
            if (best >= NoMerge - 255)
                return;
            int left = (int)best & 255;
            int right = next[left];
            int behind = next[right];
            int result = _results.Pointer[left];
            if (result < 0)
            {
                int* known = _bytePairResults.Pointer + ~result;
                if (*known == 0)
                    *known = pairs.Result(pairs.Find(_tokens.Pointer[left], _tokens.Pointer[right])) + 1;
                result = *known - 1;
            }
            _tokens.Pointer[left] = result;
            next[left] = (byte)behind;
            keys[right] = NoMerge;
            if (behind < count)
            {
                previous[behind] = (byte)left;
                Consider(pairs, left, behind);
            }
            else
            {
                keys[left] = NoMerge;
            }
            if (left > 0)
                Consider(pairs, previous[left], left);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Consider(in PairTable pairs, int left, int right)
    {
        ulong found = pairs.Find(_tokens.Pointer[left], _tokens.Pointer[right]);
        if (found == PairTable.None)
        {
            _keys.Pointer[left] = NoMerge;
            return;
        }
        _keys.Pointer[left] = pairs.Rank(found) << 8 | (uint)left;
        _results.Pointer[left] = pairs.Result(found);
    }

    /// <summary>The smallest of some keys; their number is a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Smallest(uint* keys, int length)
    {
        if (!Vector256.IsHardwareAccelerated)
            return SmallestNarrow(keys, length);
        Vector256<uint> smallest = Vector256.Create(NoMerge);
        for (int i = 0; i < length; i += 8)
            smallest = Vector256.Min(smallest, Vector256.Load(keys + i));
        return Smallest(Vector128.Min(smallest.GetLower(), smallest.GetUpper()));
    }

    static uint SmallestNarrow(uint* keys, int length)
    {
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<uint> smallest = Vector128.Create(NoMerge);
            for (int i = 0; i < length; i += 4)
                smallest = Vector128.Min(smallest, Vector128.Load(keys + i));
            return Smallest(smallest);
        }
        uint best = NoMerge;
        for (int i = 0; i < length; i++)
            best = Math.Min(best, keys[i]);
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Smallest(Vector128<uint> values)
    {
        values = Vector128.Min(values, Vector128.Shuffle(values, Vector128.Create(2u, 3, 0, 1)));
        return Math.Min(values.ToScalar(), values.GetElement(1));
    }
}
