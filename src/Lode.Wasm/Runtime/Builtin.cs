namespace Lode.Wasm.Runtime;

/// <summary>Code of the engine that guest code calls, by its place in the table that contexts point to.</summary>
/// <remarks>
/// All of them follow the convention of guest code: what callees save stays, everything else may change. Parameters are given in
/// the order of the integer parameters' registers. They trap like the instruction that calls them.
/// </remarks>
enum Builtin
{
    /// <summary>Ends the guest: the return address on the stack is where, r11d the <see cref="TrapKind"/> why. It is jumped to.</summary>
    Trap,

    /// <summary>pages → old pages or -1.</summary>
    MemoryGrow,

    /// <summary>to, from, bytes.</summary>
    MemoryCopy,

    /// <summary>to, value, bytes.</summary>
    MemoryFill,

    /// <summary>to, from, bytes, segment.</summary>
    MemoryInit,

    /// <summary>segment.</summary>
    DataDrop,

    /// <summary>index, table → reference.</summary>
    TableGet,

    /// <summary>index, reference, table.</summary>
    TableSet,

    /// <summary>reference, elements, table → old elements or -1.</summary>
    TableGrow,

    /// <summary>index, reference, elements, table.</summary>
    TableFill,

    /// <summary>to, from, elements, table to, table from.</summary>
    TableCopy,

    /// <summary>to, from, elements, table, segment.</summary>
    TableInit,

    /// <summary>segment.</summary>
    ElemDrop,
}
