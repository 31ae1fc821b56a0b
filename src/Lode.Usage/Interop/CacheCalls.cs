using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lode.Usage.Interop;

/// <summary>The calls about the page cache.</summary>
static unsafe partial class CacheCalls
{
    public const int DontNeed = 4; // POSIX_FADV_DONTNEED
    const nint CacheStatNumber = 451; // on all architectures
    const int ReadOnly = 1, Shared = 1; // PROT_READ, MAP_SHARED
    const nint Failed = -1;
    public const int Writable = 2; // W_OK

    /// <summary>How many pages of a file are cached; null when the kernel is older than 6.5 or does not tell this user.</summary>
    public static long? CachedPages(SafeFileHandle file)
    {
        ulong* range = stackalloc ulong[2]; // offset, length: 0 means to the end
        ulong* counts = stackalloc ulong[5]; // cached, dirty, being written, evicted, recently evicted
        range[0] = range[1] = 0;
        return CacheStat(CacheStatNumber, file, range, counts, 0) == 0 ? (long)counts[0] : null;
    }

    /// <summary>The same through <c>mincore</c>, which tells only owners the truth: the caller has to know that.</summary>
    public static long? ResidentPages(SafeFileHandle file, long length)
    {
        if (length == 0)
            return 0;
        void* start = Map(null, (nuint)length, ReadOnly, Shared, file, 0);
        if ((nint)start == Failed)
            return null;
        byte[] pages = new byte[(length - 1) / Environment.SystemPageSize + 1];
        int failed;
        fixed (byte* flags = pages)
            failed = InCore(start, (nuint)length, flags);
        _ = Unmap(start, (nuint)length);
        return failed == 0 ? pages.LongCount(page => (page & 1) != 0) : null;
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Flush(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint CacheStat(nint number, SafeFileHandle file, ulong* range, ulong* counts, nint flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* wanted, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* start, nuint length);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(void* start, nuint length, byte* flags);
}
