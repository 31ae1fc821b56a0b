namespace Lode.Wasm;

/// <summary>What a function's reachable and unreachable code contains.</summary>
[Flags]
enum FunctionTraits
{
    None = 0,

    /// <summary>Calls that return here: <c>call</c> and <c>call_indirect</c>.</summary>
    Calls = 1,

    /// <summary>Calls in place of a return.</summary>
    TailCalls = 2,

    /// <summary>Calls through tables, as tail calls or not.</summary>
    IndirectCalls = 4,

    /// <summary>Loads, stores or other uses of linear memory.</summary>
    Memory = 8,

    /// <summary><c>memory.grow</c>.</summary>
    GrowsMemory = 16,

    /// <summary>Ranges of memory: init, copy, fill.</summary>
    BulkMemory = 32,

    /// <summary>Uses of tables other than calls.</summary>
    Tables = 64,

    /// <summary>Uses of globals.</summary>
    Globals = 128,

    /// <summary>Loops.</summary>
    Loops = 256,

    /// <summary>Instructions on vectors.</summary>
    Vectors = 512,

    /// <summary><c>br_table</c>.</summary>
    BranchTables = 1024,

    /// <summary>Instructions that become calls of the engine: growing, bulk operations, references to functions.</summary>
    EngineCalls = 2048,
}
