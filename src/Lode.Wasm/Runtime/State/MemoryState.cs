using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>The state of a linear memory (<see cref="MemoryLayout"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct MemoryState
{
    public byte* Base;
    public long Length;
}
