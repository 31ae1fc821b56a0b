using Lode.Usage;
using Lode.Usage.PageCache;

namespace Lode.Cli.Stat;

/// <summary>The files of <c>--cold</c>: out of the page cache before each run, and an honest word where that is not sure.</summary>
sealed class ColdFiles
{
    readonly IReadOnlyList<string> _paths;
    readonly SortedDictionary<string, long> _stillCached = new(StringComparer.Ordinal); // the most that was left of each
    readonly SortedSet<string> _unverified = new(StringComparer.Ordinal);

    /// <exception cref="StatException">There is no such file.</exception>
    public ColdFiles(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            if (!File.Exists(path))
                throw new StatException($"--cold: there is no file {path}");
        }
        _paths = paths;
    }

    /// <summary>What the reader has to know, when all runs are over.</summary>
    public IEnumerable<string> Notes =>
    [
        .. _stillCached.Select(file => $"not cold: up to {UsageFormat.Bytes(file.Value)} of {file.Key} stayed in the page cache; "
            + "pages that a process maps or that are not on the disk yet cannot be evicted"),
        .. _unverified.Select(path => $"could not verify that {path} left the page cache: the kernel tells only its owner and those who may write it"),
    ];

    public void Evict()
    {
        foreach (string path in _paths)
        {
            (EvictionResult result, long cached) = PageCacheControl.Evict(path);
            if (result == EvictionResult.StillCached)
                _stillCached[path] = Math.Max(cached, _stillCached.GetValueOrDefault(path));
            else if (result == EvictionResult.Unverified)
                _unverified.Add(path);
        }
    }
}
