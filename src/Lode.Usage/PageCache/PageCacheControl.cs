namespace Lode.Usage.PageCache;

/// <summary>Files in the page cache of the operating system.</summary>
public static class PageCacheControl
{
    /// <summary>Evicts a file.</summary>
    public static (EvictionResult Result, long CachedBytes) Evict(string path) => throw new PlatformNotSupportedException(path);

    /// <summary>How much of a file is cached.</summary>
    public static long? CachedBytes(string path) => throw new PlatformNotSupportedException(path);
}
