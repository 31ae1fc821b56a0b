using Lode.Memory;

namespace Lode.Inference;

/// <summary>The work of one step: for each of several sequences, tokens to append and the rows wanted of them.</summary>
/// <remarks>Made once and used again: <see cref="Clear"/>, then an <c>Add</c> per sequence, then the step. Its arrays grow to the largest step and stay.</remarks>
public sealed class StepBatch
{
    Entry[] _entries = new Entry[8];
    int[] _tokens = new int[64];

    internal struct Entry
    {
        public KvSequence Sequence;
        public int FirstToken;
        public int TokenCount;
        public StepRows Rows;
        public RowKind Kind;
        public RowBuffer? Target;
        public int FirstRow;
    }

    /// <summary>Sequences in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens in the batch.</summary>
    public int TokenCount { get; private set; }

    internal ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    internal ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, TokenCount);

    /// <summary>Forgets everything that was added.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, Count);
        Count = 0;
        TokenCount = 0;
    }

    /// <summary>Appends tokens to a sequence, without asking for rows.</summary>
    /// <param name="sequence">A sequence of the context that will run the step; at most once per batch.</param>
    /// <param name="tokens">Token ids.</param>
    public void Add(KvSequence sequence, ReadOnlySpan<int> tokens) =>
        Append(new Entry { Sequence = sequence, Rows = StepRows.None }, tokens);

    /// <summary>Appends tokens to a sequence and asks for rows.</summary>
    /// <param name="sequence">A sequence of the context that will run the step; at most once per batch.</param>
    /// <param name="tokens">Token ids, at least one.</param>
    /// <param name="rows">Which rows to write.</param>
    /// <param name="target">Memory for the rows; its columns are the vocabulary size or the embedding length.</param>
    /// <param name="firstRow">Row of <paramref name="target"/> for the first (or only) row written.</param>
    /// <param name="kind">What the rows hold.</param>
    /// <exception cref="ArgumentException">The target has too few rows.</exception>
    public void Add(KvSequence sequence, ReadOnlySpan<int> tokens, StepRows rows, RowBuffer target, int firstRow = 0, RowKind kind = RowKind.Logits)
    {
        ArgumentNullException.ThrowIfNull(target);
        int wanted = rows switch { StepRows.All => tokens.Length, StepRows.Last => Math.Min(tokens.Length, 1), _ => 0 };
        if (firstRow < 0 || firstRow > target.Rows - wanted)
            throw new ArgumentException($"{wanted} rows from row {firstRow} on do not fit a buffer of {target.Rows}", nameof(firstRow));
        Append(new Entry { Sequence = sequence, Rows = rows, Kind = kind, Target = target, FirstRow = firstRow }, tokens);
    }

    void Append(Entry entry, ReadOnlySpan<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(entry.Sequence);
        foreach (ref readonly Entry other in Entries)
        {
            if (ReferenceEquals(other.Sequence, entry.Sequence))
                throw new ArgumentException("the sequence is in the batch already");
        }
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count * 2);
        if (TokenCount + tokens.Length > _tokens.Length)
            Array.Resize(ref _tokens, Math.Max(_tokens.Length * 2, TokenCount + tokens.Length));
        entry.FirstToken = TokenCount;
        entry.TokenCount = tokens.Length;
        _entries[Count++] = entry;
        tokens.CopyTo(_tokens.AsSpan(TokenCount));
        TokenCount += tokens.Length;
    }
}
