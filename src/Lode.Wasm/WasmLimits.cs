namespace Lode.Wasm;

/// <summary>
/// What a module may hold, so that no binary, however made, costs more memory or time to open than its size explains.
/// </summary>
/// <remarks>
/// The defaults follow the WebAssembly JavaScript interface's implementation limits, on which engines agreed, but are lower for what
/// becomes an object of its own; they are many times what compilers produce. A module beyond a limit is refused with <see cref="WasmFault.Limit"/>.
/// </remarks>
public sealed record WasmLimits
{
    /// <summary>The defaults.</summary>
    public static WasmLimits Default { get; } = new();

    /// <summary>Bytes of a module: 1 GiB.</summary>
    public int ModuleBytes { get; init; } = 1 << 30;

    /// <summary>Entries of the type section.</summary>
    public int Types { get; init; } = 1_000_000;

    /// <summary>Functions, imported ones counted.</summary>
    public int Functions { get; init; } = 1_000_000;

    /// <summary>Imports of all kinds.</summary>
    public int Imports { get; init; } = 100_000;

    /// <summary>Exports of all kinds.</summary>
    public int Exports { get; init; } = 100_000;

    /// <summary>Globals, imported ones counted.</summary>
    public int Globals { get; init; } = 100_000;

    /// <summary>Tables, imported ones counted.</summary>
    public int Tables { get; init; } = 100_000;

    /// <summary>Elements that a table may have at first. Each costs 16 bytes of the host's memory.</summary>
    public uint TableElements { get; init; } = 10_000_000;

    /// <summary>Pages of 64 KiB that a memory may have at first: all 4 GiB that 32-bit addresses reach.</summary>
    public int MemoryPages { get; init; } = 65_536;

    /// <summary>Element segments.</summary>
    public int ElementSegments { get; init; } = 100_000;

    /// <summary>Data segments.</summary>
    public int DataSegments { get; init; } = 100_000;

    /// <summary>Custom sections.</summary>
    public int CustomSections { get; init; } = 10_000;

    /// <summary>Parameters of a function type.</summary>
    public int Parameters { get; init; } = 1_000;

    /// <summary>Results of a function type.</summary>
    public int Results { get; init; } = 1_000;

    /// <summary>Bytes of a function body.</summary>
    public int FunctionBytes { get; init; } = 7_654_321;

    /// <summary>Locals of a function, parameters counted.</summary>
    public int Locals { get; init; } = 50_000;

    /// <summary>Blocks within blocks, the function's own counted.</summary>
    public int Nesting { get; init; } = 50_000;

    /// <summary>Values on the operand stack of a function.</summary>
    public int Operands { get; init; } = 1_000_000;

    /// <summary>Labels of a <c>br_table</c>, the default counted.</summary>
    public int BranchTableLabels { get; init; } = 65_521;

    /// <summary>Bytes of a name of an import, an export or a custom section.</summary>
    public int NameBytes { get; init; } = 100_000;

    /// <summary>Instructions of a constant expression.</summary>
    public int ConstantInstructions { get; init; } = 1_000;
}
