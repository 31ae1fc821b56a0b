namespace Lode.Wasm.Assembly;

/// <summary>A place in memory: <c>[base + index * 2^scale + displacement]</c>.</summary>
/// <param name="Base">The base register; <see cref="Register.None"/> for one of the assembler's constants.</param>
/// <param name="Index">The index register, never rsp; <see cref="Register.None"/> for none.</param>
/// <param name="Scale">0 to 3: the index counts 1, 2, 4 or 8 bytes.</param>
/// <param name="Displacement">Bytes; the number of a constant.</param>
readonly record struct Address(Register Base, Register Index, int Scale, int Displacement)
{
    /// <summary>A place at a distance from a register.</summary>
    public Address(Register register, int displacement = 0)
        : this(register, Register.None, 0, displacement)
    {
    }

    /// <summary>Whether this is a constant of the assembler's, which only instructions in VEX encoding take.</summary>
    public bool IsConstant => Base == Register.None;
}
