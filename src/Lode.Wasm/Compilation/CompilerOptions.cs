namespace Lode.Wasm.Compilation;

/// <summary>What compiled code shall do beyond what WebAssembly asks. Code depends on it: the same module with other options is other code.</summary>
sealed record CompilerOptions
{
    /// <summary>The defaults.</summary>
    public static CompilerOptions Default { get; } = new();

    /// <summary>Compares every access with the memory's size, for hosts that cannot reserve 8 GiB of addresses per memory.</summary>
    public bool ExplicitBounds { get; init; }

    /// <summary>Charges every straight line of instructions to the store's fuel, and traps where it is used up.</summary>
    public bool Fuel { get; init; }

    /// <summary>Gives no local a register of its own: what a function is compiled with where an instruction would have too few.</summary>
    public bool WithoutPins { get; init; }
}
