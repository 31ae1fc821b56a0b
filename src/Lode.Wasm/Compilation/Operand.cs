namespace Lode.Wasm.Compilation;

/// <summary>A value on the operand stack while code is emitted.</summary>
struct Operand
{
    public OperandKind Kind;

    /// <summary>Its type. A local's operand may have a narrower one than the local: its low half.</summary>
    public ValueKind Type;

    /// <summary>Of a register its number: 0 to 15 general ones, 16 to 31 vector ones.</summary>
    public sbyte Number;

    /// <summary>Of a local its index; of a slot its place on the operand stack.</summary>
    public int Index;

    /// <summary>Of a constant its bits; of a local the place of the next older operand with the same local, or -1.</summary>
    public long Value;

    /// <summary>Whether the operand has all 64 bits of a general register.</summary>
    public readonly bool IsWide => Type != ValueKind.Int32;

    /// <summary>Whether it is a known number that fits the immediate of an instruction.</summary>
    public readonly bool IsImmediate => Kind == OperandKind.Constant && (Type == ValueKind.Int32 || Value == (int)Value);

    /// <summary>Whether the value lives in vector registers.</summary>
    public readonly bool IsVector => CallingConvention.IsVector(Type);
}
