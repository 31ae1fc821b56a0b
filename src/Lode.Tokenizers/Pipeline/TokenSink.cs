using System.Buffers;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Where models write token ids: a caller's memory, a buffer writer, or nothing but a count.</summary>
/// <remarks>
/// Ids only by default. Where <see cref="WantsOffsets"/> says so, every id must come with its place in the piece that is being encoded;
/// a fast path that knows no places asks first and leaves such a call to the slow one.
/// </remarks>
ref struct TokenSink
{
    const int ChunkLength = 1024;

    readonly IBufferWriter<int>? _writer;
    readonly OffsetBuffer? _offsets;
    Span<int> _chunk;
    int _used;
    long _flushed;

    /// <summary>Writes to a buffer writer; <see cref="Flush"/> ends it.</summary>
    public TokenSink(IBufferWriter<int> writer, OffsetBuffer? offsets = null)
    {
        _writer = writer;
        _offsets = offsets;
    }

    /// <summary>Counts only. The scratch memory is written over and over; any length above 0 will do.</summary>
    public TokenSink(Span<int> scratch) => _chunk = scratch;

    /// <summary>Whether ids must be added with their places.</summary>
    public readonly bool WantsOffsets => _offsets is not null;

    /// <summary>Ids added so far.</summary>
    public readonly long Count => _flushed + _used;

    /// <summary>
    /// Where the current piece begins in the segment; whoever cuts pieces sets it, so that <see cref="Add(int, int, int)"/> counts from the
    /// start of the piece.
    /// </summary>
    public int PieceStart { get; set; }

    /// <summary>Adds an id without a place; only where <see cref="WantsOffsets"/> is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int token)
    {
        if (_used == _chunk.Length)
            Refill(1);
        _chunk[_used++] = token;
    }

    /// <summary>Adds an id that stands for bytes <paramref name="start"/> to <paramref name="end"/> of the current piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int token, int start, int end)
    {
        Add(token);
        _offsets?.Add(PieceStart + start, PieceStart + end);
    }

    /// <summary>Room for at least <paramref name="count"/> ids; <see cref="Advance"/> says how many were written to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<int> Reserve(int count)
    {
        if (_chunk.Length - _used < count)
            Refill(count);
        return _chunk[_used..];
    }

    /// <summary>Takes the first <paramref name="count"/> ids of what <see cref="Reserve"/> gave.</summary>
    public void Advance(int count) => _used += count;

    /// <summary>Hands everything to the writer.</summary>
    public void Flush()
    {
        if (_writer is null)
            return;
        if (_used > 0)
            _writer.Advance(_used);
        _flushed += _used;
        _used = 0;
        _chunk = default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void Refill(int count)
    {
        if (_writer is not null)
        {
            Flush();
            _chunk = _writer.GetSpan(Math.Max(ChunkLength, count));
            return;
        }
        _flushed += _used;
        _used = 0;
        if (_chunk.Length < count)
            _chunk = new int[count]; // only where a model reserves more than the counting caller expected
    }
}
