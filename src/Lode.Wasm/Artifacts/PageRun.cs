using System.Runtime.InteropServices;

namespace Lode.Wasm.Artifacts;

/// <summary>Pages of the initial memory that lie one after another, in memory as in the file.</summary>
/// <param name="MemoryPage">The first one's number in memory, of 4 KiB each.</param>
/// <param name="FilePage">The first one's number in the section.</param>
/// <param name="Count">How many there are.</param>
[StructLayout(LayoutKind.Sequential)]
readonly record struct PageRun(int MemoryPage, int FilePage, int Count)
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;
}
