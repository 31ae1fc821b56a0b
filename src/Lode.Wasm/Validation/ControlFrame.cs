namespace Lode.Wasm;

/// <summary>A block that is open.</summary>
struct ControlFrame
{
    /// <summary>The types that a branch to its label takes.</summary>
    public ValueKind[] Label;

    /// <summary>The types at its end.</summary>
    public ValueKind[] Results;

    /// <summary>The types at its beginning.</summary>
    public ValueKind[] Parameters;

    /// <summary>Values on the operand stack below it.</summary>
    public int Height;

    /// <summary>Its number among the function's blocks.</summary>
    public int Block;

    /// <summary>Loops around its content, itself counted.</summary>
    public int LoopDepth;

    public BlockKind Kind;

    /// <summary>Whether its <c>else</c> was read.</summary>
    public bool HasElse;

    /// <summary>Whether the code that is being read in it is never reached.</summary>
    public bool Unreachable;
}
