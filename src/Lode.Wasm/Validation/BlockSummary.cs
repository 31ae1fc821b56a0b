namespace Lode.Wasm;

/// <summary>A block of a function: what a compiler wants to know before it reads the block.</summary>
/// <remarks>A function's blocks are in the order in which they begin, the function's own first, so that a second pass only counts along.</remarks>
struct BlockSummary
{
    /// <summary>The offset behind the instruction that opens it.</summary>
    public int Start;

    /// <summary>The offset of its <c>else</c>; 0 where it has none.</summary>
    public int Else;

    /// <summary>The offset of its <c>end</c>.</summary>
    public int End;

    /// <summary>Its type: an index of a function type, or below zero <see cref="BlockTypes"/>'s number of a single result or of none.</summary>
    public int Type;

    /// <summary>The number of the block around it; -1 for the function's own.</summary>
    public int Parent;

    /// <summary>Values on the operand stack below its parameters.</summary>
    public int Height;

    /// <summary>Branches to its label: <c>br</c>, <c>br_if</c>, and every entry of a <c>br_table</c>; returns for the function's own.</summary>
    public int Branches;

    /// <summary>Loops around its content, itself counted.</summary>
    public ushort LoopDepth;

    /// <summary>What opened it.</summary>
    public BlockKind Kind;

    /// <summary>What is known of it.</summary>
    public BlockTraits Traits;
}
