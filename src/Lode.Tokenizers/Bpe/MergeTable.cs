using System.Numerics;
using System.Security.Cryptography;

namespace Lode.Tokenizers;

/// <summary>The merge list of a BPE vocabulary: which pair of tokens becomes which token, and when.</summary>
/// <remarks>Open addressing over ranks; 18 to 24 bytes per merge.</remarks>
sealed class MergeTable
{
    readonly BpeMerge[] _merges;
    readonly int[] _slots; // index of the merge + 1; 0 is free
    readonly int _shift;

    // Odd and unknown to whoever wrote the file, so that a file cannot be made to collide.
    readonly ulong _multiplier = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 33 | 0x9E37_79B9UL << 1 | 1;

    /// <param name="merges">The merges; kept.</param>
    /// <param name="lastDuplicateWins">Whether a pair that is listed twice has its last rank instead of its first.</param>
    public MergeTable(BpeMerge[] merges, bool lastDuplicateWins)
    {
        _merges = merges;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges.Length * 3L / 2))];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        for (int i = 0; i < merges.Length; i++)
        {
            ref int slot = ref _slots[SlotOf(merges[i].Left, merges[i].Right)];
            if (slot == 0 || lastDuplicateWins)
                slot = i + 1;
        }
    }

    public bool TryFind(int left, int right, out int rank, out int result)
    {
        int index = _slots[SlotOf(left, right)] - 1;
        rank = index < 0 ? -1 : _merges[index].Rank;
        result = index < 0 ? -1 : _merges[index].Result;
        return index >= 0;
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
