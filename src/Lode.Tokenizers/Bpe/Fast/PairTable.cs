using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Which pairs of tokens merge, to what, and when: open addressing in 8 bytes per slot.</summary>
/// <remarks>
/// A pair is a number of 2b bits (b bits per id). A bijection of those bits scatters it; its high bits choose the slot and its low bits
/// are stored, which together are the pair. A slot is, from the top: low bits, distance from the chosen slot, rank, result. Most pairs that
/// are looked up never merge: a filter of two bits to a slot, which stays near to the processor where the slots do not, knows most of these.
/// </remarks>
readonly unsafe struct PairTable
{
    const int DistanceBits = 6;
    const ulong Empty = ulong.MaxValue;

    readonly FlatTable<ulong> _slots;
    readonly FlatTable<ulong> _filter; // two bits per pair, both in one word
    readonly ulong* _first;
    readonly ulong* _filterFirst;
    readonly ulong _keyMask;
    readonly ulong _multiplier1;
    readonly ulong _multiplier2;
    readonly int _idBits;
    readonly int _slotShift; // from scattered pair to slot
    readonly int _tagShift; // to low bits and distance
    readonly int _rankBits;
    readonly int _filterShift; // from scattered pair to word of the filter

    PairTable(FlatTable<ulong> slots, FlatTable<ulong> filter, int slotBits, int idBits, int rankBits, ulong multiplier1, ulong multiplier2)
    {
        _slots = slots;
        _filter = filter;
        _first = slots.Pointer;
        _filterFirst = filter.Pointer;
        _idBits = idBits;
        _keyMask = (1UL << (2 * idBits)) - 1;
        _slotShift = 2 * idBits - slotBits;
        _filterShift = 2 * idBits - FilterBitsOf(slotBits);
        _rankBits = rankBits;
        _tagShift = rankBits + idBits;
        _multiplier1 = multiplier1;
        _multiplier2 = multiplier2;
    }

    /// <summary>The slots.</summary>
    public ReadOnlySpan<ulong> Slots => _slots.Span;

    /// <summary>The filter: words of 64 bits, of which each pair has set two of one.</summary>
    public ReadOnlySpan<ulong> Filter => _filter.Span;

    /// <summary>What a table is made of beside its slots, for <see cref="TryOpen"/>.</summary>
    public (int IdBits, int RankBits, ulong Multiplier1, ulong Multiplier2) Shape => (_idBits, _rankBits, _multiplier1, _multiplier2);

    /// <summary>A table that was built before.</summary>
    /// <returns>False where the numbers are those of no table, or a search could leave the slots or the filter.</returns>
    public static bool TryOpen(
        FlatTable<ulong> slots, FlatTable<ulong> filter, (int IdBits, int RankBits, ulong Multiplier1, ulong Multiplier2) shape, out PairTable table)
    {
        table = default;
        int main = slots.Length - (1 << DistanceBits);
        if (main < 1 || !BitOperations.IsPow2(main))
            return false;
        int slotBits = BitOperations.Log2((uint)main);
        // The last slot ends a search that nothing else ends: searches only go forward.
        if (shape.IdBits is < 8 or > 31 || shape.RankBits is < 1 or > 24 || slotBits > 2 * shape.IdBits
            || 2 * shape.IdBits - slotBits + DistanceBits + shape.RankBits + shape.IdBits > 63 || slots.Span[^1] != Empty
            || filter.Length != 1 << FilterBitsOf(slotBits))
            return false;
        table = new PairTable(slots, filter, slotBits, shape.IdBits, shape.RankBits, shape.Multiplier1, shape.Multiplier2);
        return true;
    }

    /// <summary>Bytes of memory.</summary>
    public long Size => _slots.Size + _filter.Size;

    /// <summary>Builds the table.</summary>
    /// <param name="merges">The merges, in the order of the list.</param>
    /// <param name="largestId">The largest id that will be looked up, which may be in no merge.</param>
    /// <param name="lastDuplicateWins">Whether a pair that is listed twice has its last rank instead of its first.</param>
    /// <param name="table">The table.</param>
    /// <returns>False where ids and ranks are too large for its slots: millions of tokens.</returns>
    public static bool TryCreate(ReadOnlySpan<BpeMerge> merges, int largestId, bool lastDuplicateWins, out PairTable table)
    {
        table = default;
        int maxId = Math.Max(1, largestId);
        int maxRank = 1;
        foreach (ref readonly BpeMerge merge in merges)
        {
            maxId = Math.Max(Math.Max(maxId, merge.Result), Math.Max(merge.Left, merge.Right));
            maxRank = Math.Max(maxRank, merge.Rank);
        }
        int idBits = Math.Max(8, BitOperations.Log2((uint)maxId) + 1);
        int rankBits = BitOperations.Log2((uint)maxRank) + 1;
        int slotBits = Math.Max(4, BitOperations.Log2((uint)Math.Max(1, merges.Length * 5L / 3)) + 1);
        for (int attempt = 0; attempt < 16; attempt++)
        {
            slotBits = Math.Min(slotBits, 2 * idBits);
            if (2 * idBits - slotBits + DistanceBits + rankBits + idBits > 63 || rankBits > 24)
                return false;
            // Unknown to whoever wrote the file, so that a file cannot be made to collide.
            FlatTable<ulong> slots = new((1 << slotBits) + (1 << DistanceBits));
            slots.Span.Fill(Empty);
            table = new PairTable(slots, new FlatTable<ulong>(1 << FilterBitsOf(slotBits)), slotBits, idBits, rankBits, RandomOdd(), RandomOdd());
            if (table.TryAdd(merges, lastDuplicateWins))
                return true;
            slotBits += attempt & 1; // the first failure may be bad luck
        }
        return false;
    }

    /// <summary>Finds a pair.</summary>
    /// <returns>Rank and result, for <see cref="Rank"/> and <see cref="Result"/>; <see cref="None"/> where the pair does not merge.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Find(int left, int right)
    {
        ulong pair = Scatter((ulong)(uint)left << _idBits | (uint)right);
        if (!MayMerge(pair))
            return None;
        ulong* slot = _first + (pair >> _slotShift);
        ulong tag = (pair & ((1UL << _slotShift) - 1)) << DistanceBits;
        while (true)
        {
            ulong found = *slot++;
            if (found >> _tagShift == tag)
                return found;
            if (found == Empty)
                return None;
            tag++;
        }
    }

    /// <summary>Has the slot fetched where a pair may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(int left, int right)
    {
        ulong pair = Scatter((ulong)(uint)left << _idBits | (uint)right);
        if (MayMerge(pair))
            Prefetch.Read(_first + (pair >> _slotShift));
    }

    /// <summary>What <see cref="Find"/> gives for a pair that does not merge.</summary>
    public static ulong None => Empty;

    /// <summary>The rank in what <see cref="Find"/> found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Rank(ulong found) => (uint)(found >> _idBits) & (uint)((1UL << _rankBits) - 1);

    /// <summary>The result in what <see cref="Find"/> found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Result(ulong found) => (int)(found & ((1UL << _idBits) - 1));

    bool TryAdd(ReadOnlySpan<BpeMerge> merges, bool lastDuplicateWins)
    {
        foreach (ref readonly BpeMerge merge in merges)
        {
            ulong pair = Scatter((ulong)(uint)merge.Left << _idBits | (uint)merge.Right);
            ulong* slot = _first + (pair >> _slotShift);
            ulong tag = (pair & ((1UL << _slotShift) - 1)) << DistanceBits;
            ulong last = tag + (1 << DistanceBits) - 1;
            while (*slot != Empty && *slot >> _tagShift != tag)
            {
                if (tag++ == last)
                    return false;
                slot++;
            }
            if (*slot == Empty || lastDuplicateWins)
                *slot = tag << _tagShift | (ulong)(uint)merge.Rank << _idBits | (uint)merge.Result;
            _filterFirst[pair >> _filterShift] |= FilterBits(pair);
        }
        return true;
    }

    /// <summary>The binary logarithm of the words of a filter: two bits to a slot.</summary>
    static int FilterBitsOf(int slotBits) => Math.Max(0, slotBits + 1 - 6);

    /// <summary>The bits of a pair in its word of the filter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong FilterBits(ulong pair) => 1UL << (int)pair | 1UL << (int)(pair >> 6);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool MayMerge(ulong pair)
    {
        ulong bits = FilterBits(pair);
        return (_filterFirst[pair >> _filterShift] & bits) == bits;
    }

    // Each step can be undone within the bits of a pair: no two pairs scatter to one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ulong Scatter(ulong pair)
    {
        pair = pair * _multiplier1 & _keyMask;
        pair ^= pair >> _idBits;
        return pair * _multiplier2 & _keyMask;
    }

    static ulong RandomOdd() => HashKeys.Next() | 1;
}
