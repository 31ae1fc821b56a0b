using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Pages of an image, copied when they are written to; behind them private ones.</summary>
sealed unsafe class ImageBacking(MemoryImage image) : MemoryBacking
{
    internal override MemoryBase Base { get; } = image.Length == 0 ? MemoryBase.Zero : new(new MemoryRun(0, image.Length, image, 0));

    internal override bool TryBegin(byte* start, long bytes)
    {
        if (bytes < image.Length)
            throw new ArgumentException($"a memory of {bytes:N0} bytes cannot begin as an image of {image.Length:N0} bytes; its type needs a larger minimum");
        image.ThrowIfDisposed();
        return Base.TryMap(start) && Pages.TryCommit(start + image.Length, bytes - image.Length);
    }
}
