namespace Lode.Wasm;

/// <summary>A part of a memory that shows a layer's pages where it was not written to.</summary>
/// <param name="Start">Where it begins in the memory, in bytes; whole pages.</param>
/// <param name="Length">Bytes, whole pages.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Offset">Where it begins in the layer.</param>
readonly record struct MemoryRun(long Start, long Length, IMemoryLayer Layer, long Offset)
{
    /// <summary>Where it ends in the memory.</summary>
    public long End => Start + Length;

    /// <summary>The part of it between two places.</summary>
    public MemoryRun Part(long start, long end) => new(start, end - start, Layer, Offset + start - Start);
}
