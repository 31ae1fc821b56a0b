namespace Lode.Wasm.Compilation;

/// <summary>A jump within a function, or another displacement to a place in it.</summary>
struct Jump
{
    /// <summary>Where the instruction begins in the function's code before it is made short.</summary>
    public int Position;

    /// <summary>Where it goes.</summary>
    public int Label;

    /// <summary>What instruction it is.</summary>
    public JumpKind Kind;

    /// <summary>Its condition, where it has one.</summary>
    public byte Condition;

    /// <summary>Its length, as far as is known.</summary>
    public byte Length;
}
