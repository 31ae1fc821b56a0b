namespace Lode.Wasm.Assembly;

/// <summary>Integer arithmetic.</summary>
sealed unsafe partial class Assembler
{
    /// <summary><c>op to, from</c>.</summary>
    public void Alu(AluOperation operation, bool wide, Register to, Register from) =>
        Op((int)operation << 3 | 3, wide, (int)to, (int)from);

    /// <summary><c>op to, [from]</c>.</summary>
    public void Alu(AluOperation operation, bool wide, Register to, in Address from) =>
        Op((int)operation << 3 | 3, wide, (int)to, from);

    /// <summary><c>op [to], from</c>.</summary>
    public void Alu(AluOperation operation, bool wide, in Address to, Register from) =>
        Op((int)operation << 3 | 1, wide, (int)from, to);

    /// <summary><c>op to, immediate</c>; of 64 bits the immediate is sign-extended.</summary>
    public void Alu(AluOperation operation, bool wide, Register to, int value)
    {
        if (value == (sbyte)value)
        {
            Op(0x83, wide, (int)operation, (int)to);
            Byte(value);
        }
        else if (to == Register.Rax)
        {
            Rex(wide, 0, 0, 0);
            Byte((int)operation << 3 | 5);
            Int32(value);
        }
        else
        {
            Op(0x81, wide, (int)operation, (int)to);
            Int32(value);
        }
    }

    /// <summary><c>op [to], immediate</c>; of 64 bits the immediate is sign-extended.</summary>
    public void Alu(AluOperation operation, bool wide, in Address to, int value)
    {
        if (value == (sbyte)value)
        {
            Op(0x83, wide, (int)operation, to);
            Byte(value);
        }
        else
        {
            Op(0x81, wide, (int)operation, to);
            Int32(value);
        }
    }

    /// <summary><c>op to, from</c> of 8 bits.</summary>
    public void Alu8(AluOperation operation, Register to, Register from)
    {
        Rex(false, (int)to, 0, (int)from, to is >= Register.Rsp and <= Register.Rdi || from is >= Register.Rsp and <= Register.Rdi);
        Byte((int)operation << 3 | 2);
        Operands((int)to, (int)from);
    }

    /// <summary><c>sub qword [address], immediate</c> with all 32 bits, which may be written later: they are the last bytes.</summary>
    public void SubtractInt32(in Address address, int value)
    {
        Op(0x81, true, (int)AluOperation.Subtract, address);
        Int32(value);
    }

    /// <summary><c>cmp byte [address], immediate</c>.</summary>
    public void Compare8(in Address address, int value)
    {
        Op(0x80, false, 7, address);
        Byte(value);
    }

    /// <summary><c>cmp word [address], immediate</c>.</summary>
    public void Compare16(in Address address, int value)
    {
        Byte(0x66);
        Op(0x81, false, 7, address);
        Byte(value);
        Byte(value >> 8);
    }

    /// <summary><c>test a, b</c>.</summary>
    public void Test(bool wide, Register a, Register b) => Op(0x85, wide, (int)b, (int)a);

    /// <summary><c>test register, immediate</c>; of 64 bits the immediate is sign-extended.</summary>
    public void Test(bool wide, Register register, int value)
    {
        if (value is >= 0 and <= 0x7f)
        {
            Rex(false, 0, 0, (int)register, register is >= Register.Rsp and <= Register.Rdi);
            if (register == Register.Rax)
            {
                Byte(0xa8);
            }
            else
            {
                Byte(0xf6);
                Operands(0, (int)register);
            }
            Byte(value);
            return;
        }
        Op(0xf7, wide, 0, (int)register);
        Int32(value);
    }

    /// <summary><c>imul to, from</c>.</summary>
    public void Multiply(bool wide, Register to, Register from) => Op0F(0, 0xaf, wide, (int)to, (int)from);

    /// <summary><c>imul to, [from]</c>.</summary>
    public void Multiply(bool wide, Register to, in Address from) => Op0F(0, 0xaf, wide, (int)to, from);

    /// <summary><c>imul to, from, immediate</c>.</summary>
    public void Multiply(bool wide, Register to, Register from, int value)
    {
        bool small = value == (sbyte)value;
        Op(small ? 0x6b : 0x69, wide, (int)to, (int)from);
        if (small)
            Byte(value);
        else
            Int32(value);
    }

    /// <summary><c>mulx high, low, from</c> (BMI2): the unsigned product of rdx and another register. Flags stay.</summary>
    public void MultiplyWide(bool wide, Register high, Register low, Register from)
    {
        VexPrefix((int)high, 0, (int)from, (int)low, map: 2, prefix: 3, wide);
        Byte(0xf6);
        Operands((int)high, (int)from);
    }

    /// <summary><c>not register</c>.</summary>
    public void Not(bool wide, Register register) => Op(0xf7, wide, 2, (int)register);

    /// <summary><c>neg register</c>.</summary>
    public void Negate(bool wide, Register register) => Op(0xf7, wide, 3, (int)register);

    /// <summary><c>div divisor</c>: rdx:rax by it.</summary>
    public void Divide(bool wide, Register divisor) => Op(0xf7, wide, 6, (int)divisor);

    /// <summary><c>idiv divisor</c>: rdx:rax by it.</summary>
    public void DivideSigned(bool wide, Register divisor) => Op(0xf7, wide, 7, (int)divisor);

    /// <summary><c>cdq</c> or <c>cqo</c>: the sign of rax into rdx.</summary>
    public void SignIntoRdx(bool wide)
    {
        Rex(wide, 0, 0, 0);
        Byte(0x99);
    }

    /// <summary>Shifts by a constant.</summary>
    public void Shift(ShiftOperation operation, bool wide, Register register, int count)
    {
        if (count == 1)
        {
            Op(0xd1, wide, (int)operation, (int)register);
            return;
        }
        Op(0xc1, wide, (int)operation, (int)register);
        Byte(count);
    }

    /// <summary>Shifts by <c>cl</c>.</summary>
    public void ShiftByRcx(ShiftOperation operation, bool wide, Register register) => Op(0xd3, wide, (int)operation, (int)register);

    /// <summary><c>shlx</c>, <c>shrx</c> or <c>sarx to, from, count</c> (BMI2): the count is taken modulo the width, flags stay.</summary>
    public void ShiftTo(ShiftOperation operation, bool wide, Register to, Register from, Register count)
    {
        int prefix = operation switch { ShiftOperation.Left => 1, ShiftOperation.Right => 3, _ => 2 };
        VexPrefix((int)to, 0, (int)from, (int)count, map: 2, prefix, wide);
        Byte(0xf7);
        Operands((int)to, (int)from);
    }

    /// <summary><c>rorx to, from, count</c> (BMI2).</summary>
    public void RotateRightTo(bool wide, Register to, Register from, int count)
    {
        VexPrefix((int)to, 0, (int)from, 0, map: 3, prefix: 3, wide);
        Byte(0xf0);
        Operands((int)to, (int)from);
        Byte(count);
    }

    /// <summary><c>andn to, a, b</c> (BMI1): not a, and b.</summary>
    public void AndNot(bool wide, Register to, Register a, Register b)
    {
        VexPrefix((int)to, 0, (int)b, (int)a, map: 2, prefix: 0, wide);
        Byte(0xf2);
        Operands((int)to, (int)b);
    }

    /// <summary><c>lzcnt to, from</c>.</summary>
    public void CountLeadingZeros(bool wide, Register to, Register from) => Op0F(0xf3, 0xbd, wide, (int)to, (int)from);

    /// <summary><c>tzcnt to, from</c>.</summary>
    public void CountTrailingZeros(bool wide, Register to, Register from) => Op0F(0xf3, 0xbc, wide, (int)to, (int)from);

    /// <summary><c>popcnt to, from</c>.</summary>
    public void CountOnes(bool wide, Register to, Register from) => Op0F(0xf3, 0xb8, wide, (int)to, (int)from);

    /// <summary><c>setcc register (8 bits)</c>.</summary>
    public void Set(Condition condition, Register register)
    {
        Rex(false, 0, 0, (int)register, register is >= Register.Rsp and <= Register.Rdi);
        Byte(0x0f);
        Byte(0x90 | (int)condition);
        Operands(0, (int)register);
    }

    /// <summary><c>cmovcc to, from</c>.</summary>
    public void MoveIf(Condition condition, bool wide, Register to, Register from) =>
        Op0F(0, 0x40 | (int)condition, wide, (int)to, (int)from);

    /// <summary><c>cmovcc to, [from]</c>.</summary>
    public void MoveIf(Condition condition, bool wide, Register to, in Address from) =>
        Op0F(0, 0x40 | (int)condition, wide, (int)to, from);
}
