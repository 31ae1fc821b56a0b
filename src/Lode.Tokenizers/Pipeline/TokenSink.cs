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
    Span<int> _scratch;
    Span<int> _spill;
    bool _inScratch;
    int _used;
    long _flushed;

    /// <summary>Writes to a buffer writer; <see cref="Flush"/> ends it.</summary>
    public TokenSink(IBufferWriter<int> writer, OffsetBuffer? offsets = null)
    {
        _writer = writer;
        _offsets = offsets;
    }

    /// <summary>Fills the caller's memory; ids that do not fit are counted only.</summary>
    /// <param name="destination">The caller's memory.</param>
    /// <param name="scratch">Memory that is written over and over with the rest; any length above 0 will do.</param>
    public TokenSink(Span<int> destination, Span<int> scratch)
    {
        _chunk = destination;
        _scratch = scratch;
    }

    /// <summary>Counts only. The scratch memory is written over and over; any length above 0 will do.</summary>
    public TokenSink(Span<int> scratch) => _scratch = scratch;

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

    /// <summary>Hands everything over; the last call.</summary>
    public void Flush()
    {
        if (_writer is not null && _used > 0)
            _writer.Advance(_used);
        Spill();
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
        if (_inScratch)
            Spill();
        else
            _spill = _chunk[_used..];
        _inScratch = true;
        _flushed += _used;
        _used = 0;
        if (_scratch.Length < count)
            _scratch = new int[count];
        _chunk = _scratch;
    }

    /// <summary>Fills the end of the caller's memory with ids that were written beside it, because more room was reserved than it had.</summary>
    void Spill()
    {
        if (!_inScratch || _spill.IsEmpty)
            return;
        int count = Math.Min(_used, _spill.Length);
        _scratch[..count].CopyTo(_spill);
        _spill = _spill[count..];
    }
}
