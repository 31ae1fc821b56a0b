namespace Lode.Wasm.Runtime;

/// <summary>Offsets in the state of a store, which all its instances share.</summary>
static class StoreLayout
{
    /// <summary>The stack pointer to go back to when a guest traps: the frame of the newest entry from the host.</summary>
    public const int ActivationRsp = 0;

    /// <summary>The frame pointer at which the chain of the newest entry's frames ends.</summary>
    public const int ActivationRbp = 8;

    /// <summary>Where the guest trapped: the return address of an explicit trap, the instruction of a fault.</summary>
    public const int TrapPc = 16;

    /// <summary>The address whose access faulted.</summary>
    public const int TrapAddress = 24;

    /// <summary>Why the guest trapped, 32 bits.</summary>
    public const int TrapKind = 32;

    /// <summary>The number of return addresses recorded, 32 bits.</summary>
    public const int TrapCount = 36;

    /// <summary>What is left of the fuel, signed 64 bits.</summary>
    public const int Fuel = 40;

    /// <summary>A pointer to the recorded return addresses.</summary>
    public const int TrapFrames = 48;
}
