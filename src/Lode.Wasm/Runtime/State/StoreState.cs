using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>The state of a store (<see cref="StoreLayout"/>), and what only the engine's own code knows of it.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct StoreState
{
    /// <summary>Instead of a kind: a signal ended the guest.</summary>
    public const uint Fault = 255;

    /// <summary>Instead of a kind: a function of the host threw.</summary>
    public const uint HostException = 254;

    /// <summary>Return addresses that are recorded at most.</summary>
    public const int MostFrames = 128;

    public nuint ActivationRsp;
    public nuint ActivationRbp;
    public nuint TrapPc;
    public nuint TrapAddress;
    public uint TrapKind;
    public uint TrapCount;
    public long Fuel;
    public nuint* TrapFrames;

    /// <summary>What a function of the engine in C# wants the guest to trap with, plus 1; 0 for nothing.</summary>
    public uint BuiltinTrap;

    /// <summary>The signal of a fault.</summary>
    public int Signal;

    /// <summary>The signal's code: why it was sent.</summary>
    public int SignalCode;
}
