using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>The merge list of a BPE vocabulary: which pair of tokens becomes which token, and when.</summary>
/// <remarks>Open addressing over ranks; 18 to 24 bytes per merge.</remarks>
sealed class MergeTable
{
    readonly Table<BpeMerge> _merges;
    readonly Table<int> _slots; // index of the merge + 1; 0 is free
    readonly int _shift;

    /// <param name="merges">The merges; kept.</param>
    /// <param name="lastDuplicateWins">Whether a pair that is listed twice has its last rank instead of its first.</param>
    public MergeTable(BpeMerge[] merges, bool lastDuplicateWins)
        : this(
            new Table<BpeMerge>(merges, merges.Length), NewSlots(merges.Length, out int[] slots),
            // Odd and unknown to whoever wrote the file, so that a file cannot be made to collide.
            HashKeys.Next() & 0xFFFF_FFFE_0000_0000 | 0x9E37_79B9UL << 1 | 1)
    {
        for (int i = 0; i < merges.Length; i++)
        {
            ref int slot = ref slots[SlotOf(merges[i].Left, merges[i].Right)];
            if (slot == 0 || lastDuplicateWins)
                slot = i + 1;
        }
    }

    /// <summary>A table that was built before.</summary>
    /// <param name="merges">The merges.</param>
    /// <param name="slots">A power of two of them, at least one of them free, none beyond the merges.</param>
    /// <param name="multiplier">The hash that it was built with.</param>
    public MergeTable(Table<BpeMerge> merges, Table<int> slots, ulong multiplier)
    {
        _merges = merges;
        _slots = slots;
        _shift = 64 - BitOperations.Log2((uint)slots.Length);
        Multiplier = multiplier;
    }

    /// <summary>The merges.</summary>
    public Table<BpeMerge> Merges => _merges;

    /// <summary>The slots: index of a merge + 1, or 0 where free.</summary>
    public Table<int> Slots => _slots;

    /// <summary>What chooses slots.</summary>
    public ulong Multiplier { get; }

    public bool TryFind(int left, int right, out int rank, out int result)
    {
        int index = _slots.Span[SlotOf(left, right)] - 1;
        if (index < 0)
        {
            rank = result = -1;
            return false;
        }
        ref readonly BpeMerge merge = ref _merges.Span[index];
        rank = merge.Rank;
        result = merge.Result;
        return true;
    }

    int SlotOf(int left, int right)
    {
        ReadOnlySpan<int> slots = _slots.Span;
        ReadOnlySpan<BpeMerge> merges = _merges.Span;
        ulong key = (ulong)(uint)left << 32 | (uint)right;
        key ^= key >> 29;
        int slot = (int)(key * Multiplier >> _shift);
        while (slots[slot] != 0)
        {
            ref readonly BpeMerge merge = ref merges[slots[slot] - 1];
            if (merge.Left == left && merge.Right == right)
                break;
            slot = (slot + 1) & (slots.Length - 1);
        }
        return slot;
    }

    static Table<int> NewSlots(int merges, out int[] slots)
    {
        slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges * 3L / 2))];
        return new Table<int>(slots, slots.Length);
    }
}
