using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>What the engine's own code wants of an instance.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct InstanceState
{
    /// <summary>A weak handle of the <see cref="Instance"/>.</summary>
    public nint Handle;

    /// <summary>The tables, in the context.</summary>
    public TableState** Tables;

    /// <summary>The data segments, in the context.</summary>
    public DataState* Data;
}
