namespace Lode.Usage.PageCache;

/// <summary>Whether a file left the page cache.</summary>
public enum EvictionResult
{
    /// <summary>None of it is cached any more: verified.</summary>
    Evicted,

    /// <summary>Some of it is still cached: mapped by a process, not written to the disk yet, or in use.</summary>
    StillCached,

    /// <summary>The kernel was asked, and does not tell this user whether it did: neither the owner nor allowed to write the file.</summary>
    Unverified,
}
