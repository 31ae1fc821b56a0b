using System.Runtime.InteropServices;

namespace Lode.Memory;

/// <summary>A whole file mapped for reading: the platform's part of <see cref="MappedFile"/>.</summary>
/// <remarks>
/// The handle is the address. Being a <see cref="SafeHandle"/> gives the leases: every <see cref="MappedView"/> holds one reference, and
/// <see cref="SafeHandle.ReleaseHandle"/> (the unmapping) runs when the owner has closed the handle and the last reference is gone.
/// Offsets and lengths that come here were checked by <see cref="MappedFile"/>.
/// </remarks>
abstract unsafe class FileMapping() : SafeHandle(-1, ownsHandle: true)
{
    public override bool IsInvalid => handle == -1;

    /// <summary>The first byte of the file, or null where the file is empty.</summary>
    public byte* Address => (byte*)handle;

    /// <summary>The bytes of the file when it was opened.</summary>
    public long Length { get; protected init; }

    /// <summary>Maps a file in the way of this platform; the one place where the implementation is chosen.</summary>
    /// <param name="path">The file.</param>
    /// <param name="portable">Takes the portable implementation even where there is a better one.</param>
    public static FileMapping Open(string path, bool portable)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path}: expected a file, found a folder; name a file in it");
        return LinuxFileMapping.IsSupported && !portable ? LinuxFileMapping.Map(path) : PortableFileMapping.Map(path);
    }

    /// <summary>Passes advice on; a hint, so it never fails.</summary>
    public abstract void Advise(long offset, long length, AccessAdvice advice);

    /// <summary>Makes the pages of a range present.</summary>
    public abstract void Populate(long offset, long length);

    /// <summary>Keeps pages in memory from when they come there until the mapping ends.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="IOException">The system does not allow it.</exception>
    public void Lock(string path)
    {
        if (Length > 0)
            PageLock.Take(path, handle, (nint)Length);
    }

    /// <summary>How many bytes of a range are in memory, or -1 where that cannot be told.</summary>
    public abstract long ResidentBytes(long offset, long length);

    /// <summary>Reads one byte of every page: what populating is where the kernel has no call for it.</summary>
    protected void Touch(long offset, long length)
    {
        int page = Environment.SystemPageSize;
        byte* end = Address + offset + length;
        for (byte* at = Address + offset; at < end; at = (byte*)(((nint)at & -page) + page))
            Volatile.Read(ref *at);
    }
}
