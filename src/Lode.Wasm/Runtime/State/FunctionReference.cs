using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>What a reference to a function points to (<see cref="FunctionReferenceLayout"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct FunctionReference
{
    public nint Code;

    /// <summary>Null for a function of the host.</summary>
    public ContextState* Context;
    public nint Entry;
    public uint TypeId;
    public ushort ParameterBytes;
    public ushort ResultBytes;

    /// <summary>The index of the function: in its module, or among the store's functions of the host.</summary>
    public ulong Host;
}
