using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>A data segment; without bytes once it is dropped.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct DataState
{
    public byte* Start;
    public ulong Length;
}
