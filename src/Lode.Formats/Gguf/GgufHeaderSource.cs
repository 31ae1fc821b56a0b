using Lode.Memory;

namespace Lode.Formats;

/// <summary>The beginning of a stream, in memory as far as a reader of the header has asked for it.</summary>
/// <remarks>
/// Room is reserved for the largest header at once and costs memory only where bytes have come, so that nothing is ever moved to grow.
/// </remarks>
sealed unsafe class GgufHeaderSource
{
    const int Chunk = 64 << 10;
    readonly Stream _stream;
    bool _ended;

    public GgufHeaderSource(Stream stream)
    {
        _stream = stream;
        Memory = new PageMemory(GgufLimits.HeaderBytes + Chunk);
    }

    /// <summary>The memory; whoever opens the header owns it.</summary>
    public PageMemory Memory { get; }

    public byte* Start => Memory.Address;

    /// <summary>How many bytes have come.</summary>
    public long Filled { get; private set; }

    /// <summary>Reads until so many bytes from an offset are there, one byte more than a header may have, or the stream ends.</summary>
    /// <remarks>
    /// At most <see cref="Chunk"/> bytes more than that are taken from the stream, and none are waited for: they belong to the tensors.
    /// </remarks>
    /// <returns><see cref="Filled"/>.</returns>
    public long Fill(long offset, ulong length)
    {
        long needed = length > GgufLimits.HeaderBytes ? GgufLimits.HeaderBytes + 1 : Math.Min(offset + (long)length, GgufLimits.HeaderBytes + 1);
        while (Filled < needed && !_ended)
        {
            int wanted = (int)Math.Min(Math.Max(needed - Filled, Chunk), Memory.Length - Filled);
            int count = _stream.Read(new Span<byte>(Start + Filled, wanted));
            _ended = count == 0;
            Filled += count;
        }
        return Filled;
    }
}
