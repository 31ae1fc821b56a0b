namespace Lode.Wasm.Assembly;

/// <summary>Instructions in VEX encoding, 128 bits wide or scalar.</summary>
sealed unsafe partial class Assembler
{
    /// <summary><c>op to, first, second</c>; instructions of two operands leave the first out (xmm0 stands for none).</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister first, XmmRegister second)
    {
        VexPrefix(code, (int)to, 0, (int)second, (int)first);
        Byte((int)code);
        Operands((int)to, (int)second);
    }

    /// <summary><c>op to, first, [second]</c>, and with <c>to</c> and <c>second</c> only also loads, and stores of <c>to</c>.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister first, in Address second)
    {
        if (second.IsConstant)
        {
            VexPrefix(code, (int)to, 0, 0, (int)first);
            Byte((int)code);
            ConstantOperand((int)to, second);
            return;
        }
        VexPrefix(code, (int)to, second.Index == Register.None ? 0 : (int)second.Index, (int)second.Base, (int)first);
        Byte((int)code);
        Operands((int)to, second);
    }

    /// <summary><c>op to, first, second, immediate</c>.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister first, XmmRegister second, int immediate)
    {
        Vex(code, to, first, second);
        Byte(immediate);
    }

    /// <summary><c>op to, first, [second], immediate</c>.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister first, in Address second, int immediate)
    {
        Vex(code, to, first, second);
        Byte(immediate);
        if (second.IsConstant)
            ConstantOperandHasImmediate();
    }

    /// <summary><c>op to, from</c> of two vector registers.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister from) => Vex(code, to, XmmRegister.Xmm0, from);

    /// <summary><c>op to, from, immediate</c> of two vector registers.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister from, int immediate) => Vex(code, to, XmmRegister.Xmm0, from, immediate);

    /// <summary><c>op to, [from]</c>, or <c>op [from], to</c> for stores.</summary>
    public void Vex(VexCode code, XmmRegister to, in Address from) => Vex(code, to, XmmRegister.Xmm0, from);

    /// <summary><c>op to, [from], immediate</c>, or <c>op [from], to, immediate</c> for stores.</summary>
    public void Vex(VexCode code, XmmRegister to, in Address from, int immediate) => Vex(code, to, XmmRegister.Xmm0, from, immediate);

    /// <summary>An instruction whose last operand is a general register: <c>op to, first, from</c>.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister first, Register from) => Vex(code, to, first, (XmmRegister)from);

    /// <summary>An instruction whose last operand is a general register: <c>op to, first, from, immediate</c>.</summary>
    public void Vex(VexCode code, XmmRegister to, XmmRegister first, Register from, int immediate) =>
        Vex(code, to, first, (XmmRegister)from, immediate);

    /// <summary>Between a vector register (in the encoding's reg field) and a general one: <c>vmovd</c>, <c>vmovq</c>.</summary>
    public void Vex(VexCode code, XmmRegister vector, Register general) => Vex(code, vector, XmmRegister.Xmm0, (XmmRegister)general);

    /// <summary>From a lane of a vector register (in the encoding's reg field) to a general one: <c>vpextrb</c> and its kin.</summary>
    public void Vex(VexCode code, XmmRegister vector, Register general, int immediate) =>
        Vex(code, vector, XmmRegister.Xmm0, (XmmRegister)general, immediate);

    /// <summary>An instruction whose result goes to a general register: <c>op to, from</c>.</summary>
    public void Vex(VexCode code, Register to, XmmRegister from) => Vex(code, (XmmRegister)to, XmmRegister.Xmm0, from);

    /// <summary>An instruction whose result goes to a general register: <c>op to, from, immediate</c>.</summary>
    public void Vex(VexCode code, Register to, XmmRegister from, int immediate) =>
        Vex(code, (XmmRegister)to, XmmRegister.Xmm0, from, immediate);

    /// <summary>An instruction whose result goes to a general register, from memory.</summary>
    public void Vex(VexCode code, Register to, in Address from) => Vex(code, (XmmRegister)to, XmmRegister.Xmm0, from);

    /// <summary>A shift by a constant: <c>op to, from, count</c>.</summary>
    public void VexShift(VexCode code, XmmRegister to, XmmRegister from, int count)
    {
        VexPrefix(code, 0, 0, (int)from, (int)to);
        Byte((int)code);
        Operands((int)code >> 16, (int)from);
        Byte(count);
    }

    void VexPrefix(VexCode code, int reg, int index, int rm, int vvvv) =>
        VexPrefix(reg, index, rm, vvvv, (int)code >> 8 & 15, (int)code >> 12 & 3, ((int)code & 1 << 14) != 0);

    /// <summary>The prefix of 2 bytes where it suffices, else of 3.</summary>
    void VexPrefix(int reg, int index, int rm, int vvvv, int map, int prefix, bool wide)
    {
        int inverted = ~vvvv & 15;
        if (map == 1 && !wide && index < 8 && rm < 8)
        {
            Byte(0xc5);
            Byte((reg < 8 ? 0x80 : 0) | inverted << 3 | prefix);
            return;
        }
        Byte(0xc4);
        Byte((reg < 8 ? 0x80 : 0) | (index < 8 ? 0x40 : 0) | (rm < 8 ? 0x20 : 0) | map);
        Byte((wide ? 0x80 : 0) | inverted << 3 | prefix);
    }
}
