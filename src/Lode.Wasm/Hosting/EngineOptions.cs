namespace Lode.Wasm;

/// <summary>What an engine does beyond the defaults. Compiled code depends on it.</summary>
public sealed record EngineOptions
{
    /// <summary>The defaults.</summary>
    public static EngineOptions Default { get; } = new();

    /// <summary>What modules may hold.</summary>
    public WasmLimits Limits { get; init; } = WasmLimits.Default;

    /// <summary>
    /// Compares every access with the memory's size, for hosts where a memory cannot reserve 8 GiB of addresses. Code becomes slower.
    /// </summary>
    public bool ExplicitBounds { get; init; }

    /// <summary>Counts instructions, so that <see cref="Store.Fuel"/> bounds them exactly. Code becomes slower.</summary>
    public bool Fuel { get; init; }

    /// <summary>For tests: code as it becomes where locals leave an instruction too few registers.</summary>
    internal bool WithoutPins { get; init; }

    /// <summary>
    /// Bytes of stack that the guests of a call may use: 1 MiB. The calling thread's own stack bounds it too; deep guests want both a
    /// larger number and a thread with a larger stack.
    /// </summary>
    public long StackBytes { get; init; } = 1 << 20;

    /// <summary>Threads that compile a module at most; 0 for as many as there are processors.</summary>
    public int Threads { get; init; }
}
