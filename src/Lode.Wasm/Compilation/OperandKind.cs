namespace Lode.Wasm.Compilation;

/// <summary>Where the value of an operand is.</summary>
enum OperandKind : byte
{
    /// <summary>It is known.</summary>
    Constant,

    /// <summary>It is what a local holds: no copy was made yet.</summary>
    Local,

    /// <summary>In a register that belongs to this operand alone.</summary>
    Register,

    /// <summary>In the frame, in the slot of its place on the operand stack.</summary>
    Slot,
}
