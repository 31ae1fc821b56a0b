using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct MemoryVector
{
    public void* Start;
    public nuint Length;
}
