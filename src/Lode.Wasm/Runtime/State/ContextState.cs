using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>The fixed part of an instance's context (<see cref="ContextLayout"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct ContextState
{
    public nuint StackLimit;
    public StoreState* Store;
    public byte* MemoryBase;
    public MemoryState* Memory;
    public nint* Builtins;
    public InstanceState* Instance;

    /// <summary>The context's own address: the trap handler trusts no register that points to anything else.</summary>
    public ContextState* Self;
    public nuint Unused;
}
