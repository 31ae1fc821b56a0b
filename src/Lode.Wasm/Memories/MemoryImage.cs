using Lode.Memory;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The bytes of a linear memory at a moment, frozen: memories made from it share its pages until they write to them.</summary>
/// <remarks>Made by <see cref="Memory.Freeze"/>. May be used by several threads and stores at once.</remarks>
public sealed unsafe class MemoryImage : IDisposable, IMemoryLayer
{
    /// <summary>Bytes that are copied by one call.</summary>
    const int MostAtOnce = 16 << 20;

    readonly SharedMemory _pages;

    // Whoever made it, and each run of a memory that shows it.
    int _users = 1;
    int _disposed;

    internal MemoryImage(SharedMemory pages, long length)
    {
        _pages = pages;
        Length = length;
    }

    /// <summary>Bytes, a multiple of 64 KiB.</summary>
    public long Length { get; }

    /// <summary>Closes the image. Memories that were made from it keep their pages.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Release();
    }

    /// <summary>Freezes bytes. Pages that are all zero cost nothing.</summary>
    internal static MemoryImage Of(byte* start, long length) => Of(start, length, new(0, length));

    /// <summary>Freezes ranges of bytes; all else is zero in the image. Pages that are all zero cost nothing.</summary>
    internal static MemoryImage Of(byte* start, long length, PageRanges ranges)
    {
        SharedMemory pages = new("lode-memory-image", Math.Max(1, length));
        try
        {
            foreach ((long from, long to) in ranges)
                Copy(pages, start, from, to);
            pages.Freeze();
            return new(pages, length);
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);

    bool IMemoryLayer.TryMap(byte* address, long bytes, long offset)
    {
        bool held = false;
        try
        {
            _pages.File.DangerousAddRef(ref held);
            return Pages.TryMap(address, bytes, NativeCalls.ProtectRead | NativeCalls.ProtectWrite, shared: false,
                (int)_pages.File.DangerousGetHandle(), offset);
        }
        finally
        {
            if (held)
                _pages.File.DangerousRelease();
        }
    }

    void IMemoryLayer.AddUser()
    {
        for (int users = Volatile.Read(ref _users); users != 0;)
        {
            int now = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (now == users)
                return;
            users = now;
        }
        throw new ObjectDisposedException(nameof(MemoryImage));
    }

    void IMemoryLayer.Release() => Release();

    void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _pages.Dispose();
    }

    /// <summary>Copies pages that are not zero, neighbours in one call.</summary>
    static void Copy(SharedMemory pages, byte* start, long from, long to)
    {
        for (long at = from; at < to;)
        {
            long end = at;
            while (end < to && end - at < MostAtOnce && !IsZero(start + end))
                end += NativeCalls.PageBytes;
            if (end > at)
                pages.Write(at, new(start + at, (int)(end - at)));
            for (at = end; at < to && IsZero(start + at);)
                at += NativeCalls.PageBytes;
        }
    }

    static bool IsZero(byte* page) => !new ReadOnlySpan<byte>(page, NativeCalls.PageBytes).ContainsAnyExcept((byte)0);
}
