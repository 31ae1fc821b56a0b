using Lode.Usage.Interop;
using Microsoft.Win32.SafeHandles;

namespace Lode.Usage.PageCache;

/// <summary>Puts files out of the page cache, so that the next reader finds them cold, and tells how much of them is in it.</summary>
/// <remarks>
/// By <c>posix_fadvise(DONTNEED)</c>, which needs no privileges, and <c>cachestat</c> (Linux 6.5). Before that <c>mincore</c> is asked, but
/// only about files that this user may write: about others the kernel answers that all is there, whatever the truth.
/// </remarks>
public static class PageCacheControl
{
    /// <summary>Writes a file's changed pages to its disk and evicts the file, then looks whether that worked.</summary>
    /// <param name="path">A file; nothing of its content changes.</param>
    /// <returns>What came of it, and the bytes that are still cached: 0 when evicted, and when that is not known.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="PlatformNotSupportedException">Only Linux can.</exception>
    public static (EvictionResult Result, long CachedBytes) Evict(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("evicting files from the page cache needs posix_fadvise as Linux has it; this system is another");
        using SafeFileHandle file = File.OpenHandle(path);
        _ = CacheCalls.Flush(file); // what it could not write stays cached, and shows below
        _ = CacheCalls.Advise(file, 0, 0, CacheCalls.DontNeed);
        return Cached(path, file) switch
        {
            null => (EvictionResult.Unverified, 0),
            0 => (EvictionResult.Evicted, 0),
            long bytes => (EvictionResult.StillCached, bytes),
        };
    }

    /// <summary>How much of a file is in the page cache, in bytes (whole pages); null where nobody tells.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static long? CachedBytes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using SafeFileHandle file = File.OpenHandle(path);
        return OperatingSystem.IsLinux() ? Cached(path, file) : null;
    }

    static long? Cached(string path, SafeFileHandle file)
    {
        long? pages = CacheCalls.CachedPages(file);
        if (pages is null && CacheCalls.Access(path, CacheCalls.Writable) == 0)
            pages = CacheCalls.ResidentPages(file, RandomAccess.GetLength(file));
        return pages * Environment.SystemPageSize;
    }
}
