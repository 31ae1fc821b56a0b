namespace Lode.Wasm.Compilation;

/// <summary>A block that is open while code is emitted.</summary>
struct ControlState
{
    public BlockKind Kind;

    /// <summary>The place that branches go to; -1 where none does.</summary>
    public int Label;

    /// <summary>Of an <c>if</c> before its <c>else</c>: the place where the condition was false; -1 else.</summary>
    public int ElseLabel;

    /// <summary>Its number among the function's blocks.</summary>
    public int Block;

    /// <summary>Operands below it.</summary>
    public int Height;

    /// <summary>The offset in the binary of the end of what is being read: its <c>else</c> or its <c>end</c>.</summary>
    public int ArmEnd;

    /// <summary>What branches to the label bring.</summary>
    public ValueKind[] LabelTypes;

    /// <summary>Whether a branch reached the label so far.</summary>
    public bool IsReached;

    /// <summary>Registers that hold copies of locals wherever the label is reached from.</summary>
    public uint Holding;

    /// <summary>Of these and of the label's value: registers whose upper half may not be zero.</summary>
    public uint Dirty;

    /// <summary>The same of the <see cref="ElseLabel"/>.</summary>
    public uint ElseHolding;

    /// <inheritdoc cref="ElseHolding"/>
    public uint ElseDirty;

    /// <inheritdoc cref="ElseHolding"/>
    public uint ElseUnsaved;
}
