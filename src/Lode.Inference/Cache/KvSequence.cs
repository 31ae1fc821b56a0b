using Lode.Inference.Cache;
using Lode.Kernels.Attention;

namespace Lode.Inference;

/// <summary>One sequence's place in the key/value cache: a list of shared blocks.</summary>
/// <remarks>
/// <para>
/// Forking shares blocks and moves no data. A block that two sequences share is written by at most one of them, behind the positions that
/// the other one sees; whoever may not write begins a block of its own, whose first position need not be a multiple of 16. Results do not
/// depend on how positions are cut into blocks.
/// </para>
/// <para>Belongs to one <see cref="InferenceContext"/> and, like it, to one thread at a time.</para>
/// </remarks>
public sealed class KvSequence : IDisposable
{
    readonly KvCache _cache;
    int[] _blocks;
    int[] _starts; // position of each block's first slot: the block's tag
    int _count;
    bool _ownsTail; // this sequence may write behind its last position although others share the block
    bool _disposed;

    internal KvSequence(InferenceContext context, KvCache cache, int expectedBlocks)
    {
        Context = context;
        _cache = cache;
        _blocks = new int[expectedBlocks];
        _starts = new int[expectedBlocks];
    }

    /// <summary>Positions computed so far.</summary>
    public int Length { get; private set; }

    internal InferenceContext Context { get; }

    internal int BlockCount => _count;

    internal ReadOnlySpan<int> Blocks => _blocks.AsSpan(0, _count);

    internal ReadOnlySpan<int> Starts => _starts.AsSpan(0, _count);

    /// <summary>A second sequence with the same past, sharing its blocks.</summary>
    /// <exception cref="ObjectDisposedException">The sequence was disposed.</exception>
    public KvSequence Fork()
    {
        CheckUsable();
        KvSequence fork = new(Context, _cache, _blocks.Length);
        Array.Copy(_blocks, fork._blocks, _count);
        Array.Copy(_starts, fork._starts, _count);
        fork._count = _count;
        fork.Length = Length;
        foreach (int block in Blocks)
            _cache.Pool.Share(block);
        return fork;
    }

    /// <summary>Forgets all positions from <paramref name="length"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or more than <see cref="Length"/>.</exception>
    /// <exception cref="ObjectDisposedException">The sequence was disposed.</exception>
    public void Truncate(int length)
    {
        CheckUsable();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        if (length == Length)
            return;
        while (_count > 0 && _starts[_count - 1] >= length)
            _cache.Pool.Return(_blocks[--_count]);
        Length = length;
        _ownsTail = false; // slots behind the new end may be in another sequence's sight
    }

    /// <summary>Gives the blocks back.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (Context.IsDisposed)
            return; // the pool is gone already
        foreach (int block in Blocks)
            _cache.Pool.Return(block);
        _count = 0;
    }

    internal void CheckUsable() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Free cache blocks that so many more positions would take.</summary>
    public int BlocksNeeded(int positions)
    {
        int missing = positions - FreeTailSlots();
        return missing <= 0 ? 0 : (missing + AttentionTile.Positions - 1) / AttentionTile.Positions;
    }

    /// <summary>Takes blocks for more positions. The caller has checked that the pool has them.</summary>
    internal void Reserve(int positions)
    {
        int end = Length + positions;
        int covered = Length + Math.Min(FreeTailSlots(), positions);
        while (covered < end)
        {
            if (!_cache.Pool.TryRent(covered, out int block))
                throw new CacheFullException(1, 0);
            if (_count == _blocks.Length)
            {
                // Only forks at odd places fragment a sequence beyond the blocks that its context length needs.
                Array.Resize(ref _blocks, _count * 2);
                Array.Resize(ref _starts, _count * 2);
            }
            _blocks[_count] = block;
            _starts[_count++] = covered;
            _ownsTail = true;
            covered += AttentionTile.Positions;
        }
    }

    /// <summary>Gives back what was reserved and not computed.</summary>
    internal void Release()
    {
        while (_count > 0 && _starts[_count - 1] >= Length)
        {
            _cache.Pool.Return(_blocks[--_count]);
            _ownsTail = false; // that was said of the block returned
        }
    }

    /// <summary>Counts reserved positions as computed.</summary>
    internal void Advance(int positions) => Length += positions;

    /// <summary>The block entry that holds a reserved position.</summary>
    internal int EntryOf(int position)
    {
        int entry = _count - 1;
        while (_starts[entry] > position)
            entry--;
        return entry;
    }

    int FreeTailSlots()
    {
        if (_count == 0)
            return 0;
        bool mayWrite = _ownsTail || _cache.Pool.Users(_blocks[_count - 1]) == 1;
        return mayWrite ? _starts[_count - 1] + AttentionTile.Positions - Length : 0;
    }
}
