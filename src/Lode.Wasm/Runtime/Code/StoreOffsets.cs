namespace Lode.Wasm.Runtime;

/// <summary>Offsets in <see cref="StoreState"/> that only the engine's own code uses.</summary>
static class StoreOffsets
{
    /// <summary><see cref="StoreState.BuiltinTrap"/>.</summary>
    public const int BuiltinTrap = 56;

    /// <summary><see cref="StoreState.Signal"/>.</summary>
    public const int Signal = 60;

    /// <summary><see cref="StoreState.SignalCode"/>.</summary>
    public const int SignalCode = 64;
}
