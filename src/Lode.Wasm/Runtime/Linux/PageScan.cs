using Microsoft.Win32.SafeHandles;

namespace Lode.Wasm.Runtime;

/// <summary>Which pages of a range belong to this process alone: those that it wrote to.</summary>
static unsafe class PageScan
{
    const int ReadOnlyCloseOnExec = 0x80000;
    const ulong IsFile = 1UL << 61, IsSwapped = 1UL << 62, IsPresent = 1UL << 63;
    const int Entries = 2048;
    const int Regions = 512;

    static readonly SafeFileHandle s_pages = NativeCalls.Open("/proc/self/pagemap", ReadOnlyCloseOnExec);

    // Linux 6.7 has the call.
    static bool s_isCallMissing;

    /// <summary>Finds them; where the system does not tell, all pages might be.</summary>
    public static PageRanges FindPrivate(byte* start, long bytes)
    {
        if (!s_isCallMissing)
        {
            if (TryScan(start, bytes) is { } scanned)
                return scanned;
            s_isCallMissing = true;
        }
        return TryRead(start, bytes) ?? new(0, bytes);
    }

    /// <summary>By the kernel's search; null where it has none.</summary>
    public static PageRanges? TryScan(byte* start, long bytes)
    {
        PageRanges found = new();
        if (bytes == 0)
            return found;
        PageRegion* regions = stackalloc PageRegion[Regions];
        PageSearch search = new()
        {
            Size = (ulong)sizeof(PageSearch),
            Start = (ulong)start,
            End = (ulong)(start + bytes),
            Regions = regions,
            RegionCount = Regions,
            Inverted = PageSearch.File | PageSearch.Zero,
            All = PageSearch.File | PageSearch.Zero,
            Any = PageSearch.Present | PageSearch.Swapped,
        };
        while (true)
        {
            long count = s_pages.IsInvalid ? -1 : NativeCalls.Control(s_pages, PageSearch.Call, &search);
            if (count < 0)
                return null;
            for (long i = 0; i < count; i++)
                found.Add((long)regions[i].Start - (long)start, (long)regions[i].End - (long)start);
            if (search.WalkEnd >= search.End || search.WalkEnd <= search.Start)
                return found;
            search.Start = search.WalkEnd;
        }
    }

    /// <summary>By reading an entry for each page; null where the system does not allow it.</summary>
    public static PageRanges? TryRead(byte* start, long bytes)
    {
        PageRanges found = new();
        Span<ulong> entries = stackalloc ulong[Entries];
        long first = (long)start / NativeCalls.PageBytes, pages = bytes / NativeCalls.PageBytes;
        for (long at = 0; at < pages;)
        {
            Span<ulong> some = entries[..(int)Math.Min(Entries, pages - at)];
            nint read;
            fixed (ulong* to = some)
                read = s_pages.IsInvalid ? -1 : NativeCalls.ReadAt(s_pages, to, (nuint)some.Length * sizeof(ulong), (first + at) * sizeof(ulong));
            if (read < sizeof(ulong))
                return null;
            some = some[..(int)(read / sizeof(ulong))];
            for (int i = 0; i < some.Length; i++)
            {
                // What was swapped out and is a layer's is not in the table at all.
                if ((some[i] & (IsPresent | IsSwapped)) != 0 && (some[i] & IsFile) == 0)
                    found.Add((at + i) * NativeCalls.PageBytes, (at + i + 1) * NativeCalls.PageBytes);
            }
            at += some.Length;
        }
        return found;
    }
}
