using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>What the kernel shall look for in the tables of pages (<c>struct pm_scan_arg</c> of Linux 6.7).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct PageSearch
{
    /// <summary>PAGEMAP_SCAN.</summary>
    public const nuint Call = 0xc0606610;

    /// <summary>The page is a file's, or shared.</summary>
    public const ulong File = 1 << 2;

    public const ulong Present = 1 << 3;
    public const ulong Swapped = 1 << 4;

    /// <summary>The page of zeros that everybody has.</summary>
    public const ulong Zero = 1 << 5;

    public ulong Size;
    public ulong Flags;
    public ulong Start;
    public ulong End;

    /// <summary>How far the kernel came.</summary>
    public ulong WalkEnd;

    public PageRegion* Regions;
    public ulong RegionCount;
    public ulong MostPages;

    /// <summary>Categories that count where a page is not of them.</summary>
    public ulong Inverted;

    /// <summary>Categories that must all be met.</summary>
    public ulong All;

    /// <summary>Categories of which one must be met.</summary>
    public ulong Any;

    public ulong Returned;
}
