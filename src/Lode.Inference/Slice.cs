using Lode.Memory;

namespace Lode.Inference;

/// <summary>The tokens that are computed together: a part of a step, or all of it.</summary>
sealed unsafe class Slice
{
    readonly KvSequence[] _sequences;
    readonly nint[] _targets;

    internal Slice(int capacity)
    {
        Tokens = new int[capacity];
        Positions = new int[capacity];
        Entries = new int[capacity];
        Kinds = new RowKind[capacity];
        _sequences = new KvSequence[capacity];
        _targets = new nint[capacity];
    }

    internal int Count { get; private set; }

    internal bool IsFull => Count == Tokens.Length;

    internal int[] Tokens { get; }

    /// <summary>Position of each token in its sequence.</summary>
    internal int[] Positions { get; }

    /// <summary>Block entry, in its sequence, that takes each token's key and value.</summary>
    internal int[] Entries { get; }

    internal RowKind[] Kinds { get; }

    internal KvSequence Sequence(int index) => _sequences[index];

    /// <summary>Where a token's row goes, or null.</summary>
    internal float* Target(int index) => (float*)_targets[index];

    internal void Add(KvSequence sequence, int token, int position, RowBuffer? target, int row, RowKind kind)
    {
        int index = Count++;
        _sequences[index] = sequence;
        Tokens[index] = token;
        Positions[index] = position;
        Entries[index] = sequence.EntryOf(position);
        Kinds[index] = kind;
        _targets[index] = target is null ? 0 : (nint)target.Pointer(row);
    }

    internal void Clear()
    {
        Array.Clear(_sequences, 0, Count); // keep no sequence alive
        Count = 0;
    }
}
