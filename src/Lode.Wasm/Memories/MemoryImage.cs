using Lode.Memory;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The bytes of a linear memory at a moment, frozen: memories made from it share its pages until they write to them.</summary>
/// <remarks>Made by <see cref="Memory.Freeze"/>. May be used by several threads and stores at once.</remarks>
public sealed unsafe class MemoryImage : IDisposable
{
    readonly SharedMemory _pages;

    internal MemoryImage(SharedMemory pages, long length)
    {
        _pages = pages;
        Length = length;
    }

    /// <summary>Bytes, a multiple of 64 KiB.</summary>
    public long Length { get; }

    /// <summary>Closes the image. Memories that were made from it keep their pages.</summary>
    public void Dispose() => _pages.Dispose();

    /// <summary>Freezes bytes. Pages that are all zero cost nothing.</summary>
    internal static MemoryImage Of(byte* start, long length)
    {
        SharedMemory pages = new("lode-memory-image", Math.Max(1, length));
        try
        {
            for (long at = 0; at < length; at += NativeCalls.PageBytes)
            {
                ReadOnlySpan<byte> page = new(start + at, NativeCalls.PageBytes);
                if (page.ContainsAnyExcept((byte)0))
                    pages.Write(at, page);
            }
            pages.Freeze();
            return new(pages, length);
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    internal bool TryMap(byte* start)
    {
        bool held = false;
        try
        {
            _pages.File.DangerousAddRef(ref held);
            return Pages.TryMap(start, Length, NativeCalls.ProtectRead | NativeCalls.ProtectWrite, shared: false,
                (int)_pages.File.DangerousGetHandle(), 0);
        }
        finally
        {
            if (held)
                _pages.File.DangerousRelease();
        }
    }
}
