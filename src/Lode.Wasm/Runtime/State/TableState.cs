using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>The state of a table (<see cref="TableLayout"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct TableState
{
    public ulong* Elements;
    public uint Count;
}
