using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>Private, zeroed, page-aligned memory that costs physical pages only where it is touched.</summary>
/// <remarks>
/// On Linux this is an anonymous mapping without swap reservation, so that a generous size is free until it is used, and
/// <see cref="Release"/> gives pages back without moving anything. Elsewhere it is aligned heap memory, cleared once.
/// </remarks>
public sealed unsafe class PageMemory : IDisposable
{
    static readonly bool s_mapped = OperatingSystem.IsLinux();
    byte* _address;

    /// <summary>Reserves memory.</summary>
    /// <param name="length">Bytes, at least 1; rounded up to whole pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not positive or too large for the platform.</exception>
    /// <exception cref="InsufficientMemoryException">The address space or memory limit does not allow it.</exception>
    public PageMemory(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 1L << 46);
        Length = (length + PageSize - 1) / PageSize * PageSize;
        if (s_mapped)
        {
            _address = LinuxPages.MapAnonymous(Length);
        }
        else
        {
            _address = (byte*)NativeMemory.AlignedAlloc((nuint)Length, (nuint)PageSize);
            NativeMemory.Clear(_address, (nuint)Length);
        }
    }

    /// <summary>Bytes per page of this machine.</summary>
    public static int PageSize { get; } = Environment.SystemPageSize;

    /// <summary>Bytes, a multiple of <see cref="PageSize"/>.</summary>
    public long Length { get; }

    /// <summary>The first byte, page-aligned; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public byte* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(_address == null, this);
            return _address;
        }
    }

    /// <summary>Rounds a size up to whole pages.</summary>
    public static long RoundUp(long bytes) => (bytes + PageSize - 1) / PageSize * PageSize;

    /// <summary>Asks for large pages, where the system has them: memory that will be filled from end to end then takes a fault per 2 MiB.</summary>
    public void AdviseHugePages()
    {
        if (s_mapped)
            LinuxPages.AdviseHuge(Address, Length);
    }

    /// <summary>Refuses to begin what this machine, or the container that the process is in, has not the physical memory for.</summary>
    /// <remarks>Reserving more than that succeeds, and touching it then ends the process: better to say so before.</remarks>
    /// <param name="bytes">What will be touched.</param>
    /// <param name="what">What needs it, to begin the message with.</param>
    /// <exception cref="InsufficientMemoryException">There is not so much memory.</exception>
    public static void RequirePhysical(long bytes, string what)
    {
        long all = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (all > 0 && bytes > all)
            throw new InsufficientMemoryException($"{what} needs {bytes:N0} bytes of memory of its own, and this process can have {all:N0}");
    }

    /// <summary>Makes a range zero again and, on Linux, gives its physical pages back.</summary>
    /// <param name="offset">First byte, page-aligned.</param>
    /// <param name="length">Bytes, whole pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the memory or not made of whole pages.</exception>
    public void Release(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length || offset % PageSize != 0 || length % PageSize != 0)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} are not whole pages inside {Length} bytes");
        if (length == 0)
            return;
        if (s_mapped)
            LinuxPages.DontNeed(Address + offset, length);
        else
            NativeMemory.Clear(Address + offset, (nuint)length);
    }

    /// <summary>Gives the memory back. No pointer into it may be used after this.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back memory that was never disposed.</summary>
    ~PageMemory() => Free();

    void Free()
    {
        byte* address = _address;
        if (address == null)
            return;
        _address = null;
        if (s_mapped)
            LinuxPages.Unmap(address, Length);
        else
            NativeMemory.AlignedFree(address);
    }
}
