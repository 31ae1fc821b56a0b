namespace Lode.Wasm.Runtime;

/// <summary>Offsets in <see cref="StoreState"/> that only the engine's own code uses.</summary>
static class StoreOffsets
{
    /// <summary><see cref="StoreState.BuiltinTrap"/>.</summary>
    public const int BuiltinTrap = 64;

    /// <summary><see cref="StoreState.Signal"/>.</summary>
    public const int Signal = 68;

    /// <summary><see cref="StoreState.SignalCode"/>.</summary>
    public const int SignalCode = 72;
}
