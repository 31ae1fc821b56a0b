namespace Lode.Wasm.Assembly;

/// <summary>Moves, extensions and addresses.</summary>
sealed unsafe partial class Assembler
{
    /// <summary><c>mov to, from</c>. Of 32 bits it clears the upper half.</summary>
    public void Move(bool wide, Register to, Register from) => Op(0x8b, wide, (int)to, (int)from);

    /// <summary><c>mov to, [from]</c>.</summary>
    public void Load(bool wide, Register to, in Address from) => Op(0x8b, wide, (int)to, from);

    /// <summary><c>mov [to], from</c>.</summary>
    public void Store(bool wide, in Address to, Register from) => Op(0x89, wide, (int)from, to);

    /// <summary><c>mov byte [to], from</c>.</summary>
    public void Store8(in Address to, Register from)
    {
        Rex(false, (int)from, to, from is >= Register.Rsp and <= Register.Rdi);
        Byte(0x88);
        Operands((int)from, to);
    }

    /// <summary><c>mov word [to], from</c>.</summary>
    public void Store16(in Address to, Register from)
    {
        Byte(0x66);
        Op(0x89, false, (int)from, to);
    }

    /// <summary><c>mov [to], immediate</c>; of 64 bits the immediate is sign-extended.</summary>
    public void StoreImmediate(bool wide, in Address to, int value)
    {
        Op(0xc7, wide, 0, to);
        Int32(value);
    }

    /// <summary><c>mov byte [to], immediate</c>.</summary>
    public void StoreImmediate8(in Address to, int value)
    {
        Op(0xc6, false, 0, to);
        Byte(value);
    }

    /// <summary><c>mov word [to], immediate</c>.</summary>
    public void StoreImmediate16(in Address to, int value)
    {
        Byte(0x66);
        Op(0xc7, false, 0, to);
        Byte(value);
        Byte(value >> 8);
    }

    /// <summary>Puts a number into a register and clears the upper half. Leaves flags as they are.</summary>
    public void MoveImmediate32(Register to, int value)
    {
        Rex(false, 0, 0, (int)to);
        Byte(0xb8 | (int)to & 7);
        Int32(value);
    }

    /// <summary>Puts a number into a register, in the shortest form. Leaves flags as they are.</summary>
    public void MoveImmediate64(Register to, long value)
    {
        if (value == (uint)value)
        {
            MoveImmediate32(to, (int)value);
            return;
        }
        if (value == (int)value)
        {
            Op(0xc7, true, 0, (int)to);
            Int32((int)value);
            return;
        }
        Rex(true, 0, 0, (int)to);
        Byte(0xb8 | (int)to & 7);
        Data64(value);
    }

    /// <summary>Sets a register to zero. Changes flags.</summary>
    public void Zero(Register register) => Op(0x33, false, (int)register, (int)register);

    /// <summary><c>movzx to, from (8 bits)</c>.</summary>
    public void ZeroExtend8(Register to, Register from)
    {
        Rex(false, (int)to, 0, (int)from, from is >= Register.Rsp and <= Register.Rdi);
        Byte(0x0f);
        Byte(0xb6);
        Operands((int)to, (int)from);
    }

    /// <summary><c>movzx to, from (16 bits)</c>.</summary>
    public void ZeroExtend16(Register to, Register from) => Op0F(0, 0xb7, false, (int)to, (int)from);

    /// <summary><c>movsx to, from (8 bits)</c>.</summary>
    public void SignExtend8(bool wide, Register to, Register from)
    {
        Rex(wide, (int)to, 0, (int)from, from is >= Register.Rsp and <= Register.Rdi);
        Byte(0x0f);
        Byte(0xbe);
        Operands((int)to, (int)from);
    }

    /// <summary><c>movsx to, from (16 bits)</c>.</summary>
    public void SignExtend16(bool wide, Register to, Register from) => Op0F(0, 0xbf, wide, (int)to, (int)from);

    /// <summary><c>movsxd to, from</c>: 32 bits to 64.</summary>
    public void SignExtend32(Register to, Register from) => Op(0x63, true, (int)to, (int)from);

    /// <summary><c>movzx to, byte [from]</c>.</summary>
    public void LoadZeroExtend8(Register to, in Address from) => Op0F(0, 0xb6, false, (int)to, from);

    /// <summary><c>movzx to, word [from]</c>.</summary>
    public void LoadZeroExtend16(Register to, in Address from) => Op0F(0, 0xb7, false, (int)to, from);

    /// <summary><c>movsx to, byte [from]</c>.</summary>
    public void LoadSignExtend8(bool wide, Register to, in Address from) => Op0F(0, 0xbe, wide, (int)to, from);

    /// <summary><c>movsx to, word [from]</c>.</summary>
    public void LoadSignExtend16(bool wide, Register to, in Address from) => Op0F(0, 0xbf, wide, (int)to, from);

    /// <summary><c>movsxd to, dword [from]</c>.</summary>
    public void LoadSignExtend32(Register to, in Address from) => Op(0x63, true, (int)to, from);

    /// <summary><c>lea to, [from]</c>. Of 32 bits it clears the upper half.</summary>
    public void LoadAddress(bool wide, Register to, in Address from) => Op(0x8d, wide, (int)to, from);

    /// <summary><c>lea to, [index * 2^scale + displacement]</c>. Of 32 bits it clears the upper half.</summary>
    public void LoadScaled(bool wide, Register to, Register index, int scale, int displacement)
    {
        Rex(wide, (int)to, (int)index, 0);
        Byte(0x8d);
        Byte(((int)to & 7) << 3 | 4);
        Byte(scale << 6 | ((int)index & 7) << 3 | 5);
        Int32(displacement);
    }

    /// <summary><c>lea to, [rip + displacement]</c> of a label.</summary>
    public void LoadAddress(Register to, ref Label label)
    {
        Rex(true, (int)to, 0, 0);
        Byte(0x8d);
        Byte(((int)to & 7) << 3 | 5);
        Displacement(ref label);
    }

    /// <summary><c>xchg a, b</c>.</summary>
    public void Exchange(bool wide, Register a, Register b) => Op(0x87, wide, (int)a, (int)b);

    /// <summary><c>push register</c>.</summary>
    public void Push(Register register)
    {
        Rex(false, 0, 0, (int)register);
        Byte(0x50 | (int)register & 7);
    }

    /// <summary><c>pop register</c>.</summary>
    public void Pop(Register register)
    {
        Rex(false, 0, 0, (int)register);
        Byte(0x58 | (int)register & 7);
    }

    /// <summary><c>push qword [from]</c>.</summary>
    public void Push(in Address from) => Op(0xff, false, 6, from);

    /// <summary><c>pop qword [to]</c>.</summary>
    public void Pop(in Address to) => Op(0x8f, false, 0, to);
}
