namespace Lode.Memory;

/// <summary>How a range of a mapped file is going to be read.</summary>
/// <remarks>
/// There is deliberately no "random": it turns read-ahead off, so that a cold multi-gigabyte model costs one disk request per page.
/// </remarks>
public enum AccessAdvice
{
    /// <summary>The kernel's own read-ahead.</summary>
    Normal,

    /// <summary>From front to back: read ahead further.</summary>
    Sequential,

    /// <summary>Soon: start reading it into the page cache in the background.</summary>
    WillNeed,
}
