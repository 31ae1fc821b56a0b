using System.Numerics;
using System.Security.Cryptography;

namespace Lode.Tokenizers;

/// <summary>The merge list of a BPE vocabulary: which pair of tokens becomes which token, and when.</summary>
/// <remarks>Open addressing over ranks; 18 to 24 bytes per merge.</remarks>
sealed class MergeTable
{
    readonly (int Left, int Right, int Result)[] _merges; // by rank
    readonly int[] _slots; // rank + 1; 0 is free
    readonly int _shift;

    // Odd and unknown to whoever wrote the file, so that a file cannot be made to collide.
    readonly ulong _multiplier = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 33 | 0x9E37_79B9UL << 1 | 1;

    public MergeTable(int capacity)
    {
        _merges = new (int, int, int)[capacity];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 3L / 2))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
    }

    public int Count { get; private set; }

    /// <summary>Appends a merge; a pair that was there before keeps its first rank.</summary>
    public void Add(int left, int right, int result)
    {
        _merges[Count] = (left, right, result);
        ref int slot = ref _slots[SlotOf(left, right)];
        if (slot == 0)
            slot = Count + 1;
        Count++;
    }

    public bool TryFind(int left, int right, out int rank, out int result)
    {
        rank = _slots[SlotOf(left, right)] - 1;
        result = rank < 0 ? -1 : _merges[rank].Result;
        return rank >= 0;
    }

    int SlotOf(int left, int right)
    {
        ulong key = (ulong)(uint)left << 32 | (uint)right;
        key ^= key >> 29;
        int slot = (int)(key * _multiplier >> _shift);
        while (_slots[slot] != 0)
        {
            ref readonly var merge = ref _merges[_slots[slot] - 1];
            if (merge.Left == left && merge.Right == right)
                break;
            slot = (slot + 1) & (_slots.Length - 1);
        }
        return slot;
    }
}
