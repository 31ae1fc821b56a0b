using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>Pages that the kernel found (<c>struct page_region</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
struct PageRegion
{
    public ulong Start;
    public ulong End;
    public ulong Categories;
}
