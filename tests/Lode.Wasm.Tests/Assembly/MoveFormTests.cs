using Lode.Wasm.Assembly;
using static Lode.Wasm.Tests.Assembly.Operands;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Moves, extensions and addresses.</summary>
public sealed class MoveFormTests : AssemblerTests
{
    static readonly bool[] s_widths = [false, true];

    [Fact]
    public void Of_registers()
    {
        foreach (Register to in General)
        {
            foreach (Register from in General)
            {
                foreach (bool wide in s_widths)
                {
                    Assembler.Move(wide, to, from);
                    Expect($"mov {Name(wide, to)}, {Name(wide, from)}");
                    Assembler.SignExtend8(wide, to, from);
                    Expect($"movsx {Name(wide, to)}, {Name8(from)}");
                    Assembler.SignExtend16(wide, to, from);
                    Expect($"movsx {Name(wide, to)}, {Name16(from)}");
                    Assembler.Exchange(wide, to, from);
                    Expect($"xchg {Name(wide, from)}, {Name(wide, to)}");
                }
                Assembler.ZeroExtend8(to, from);
                Expect($"movzx {Name(false, to)}, {Name8(from)}");
                Assembler.ZeroExtend16(to, from);
                Expect($"movzx {Name(false, to)}, {Name16(from)}");
                Assembler.SignExtend32(to, from);
                Expect($"movsxd {Name(true, to)}, {Name(false, from)}");
            }
            Assembler.Zero(to);
            Expect($"xor {Name(false, to)}, {Name(false, to)}");
            Assembler.Push(to);
            Expect($"push {Name(true, to)}");
            Assembler.Pop(to);
            Expect($"pop {Name(true, to)}");
        }
        Finish();
    }

    [Fact]
    public void Of_scaled_indices()
    {
        foreach (Register to in General)
        {
            foreach (Register index in General.Where(register => register != Register.Rsp))
            {
                for (int scale = 0; scale < 4; scale++)
                {
                    Assembler.LoadScaled(scale > 1, to, index, scale, 0x1234);
                    Expect($"lea {Name(scale > 1, to)}, [none+{Name(true, index)}*{1 << scale}+4660]");
                }
            }
        }
    }

    [Fact]
    public void Of_memory()
    {
        foreach (Register register in General)
        {
            foreach (Address address in register < Register.Rdx ? Addresses : SomeAddresses)
            {
                foreach (bool wide in s_widths)
                {
                    Assembler.Load(wide, register, address);
                    Expect($"mov {Name(wide, register)}, {Name(wide ? 8 : 4, address)}");
                    Assembler.Store(wide, address, register);
                    Expect($"mov {Name(wide ? 8 : 4, address)}, {Name(wide, register)}");
                    Assembler.LoadSignExtend8(wide, register, address);
                    Expect($"movsx {Name(wide, register)}, {Name(1, address)}");
                    Assembler.LoadSignExtend16(wide, register, address);
                    Expect($"movsx {Name(wide, register)}, {Name(2, address)}");
                    Assembler.LoadAddress(wide, register, address);
                    Expect($"lea {Name(wide, register)}, {Name(null, address)}");
                }
                Assembler.Store8(address, register);
                Expect($"mov {Name(1, address)}, {Name8(register)}");
                Assembler.Store16(address, register);
                Expect($"mov {Name(2, address)}, {Name16(register)}");
                Assembler.LoadZeroExtend8(register, address);
                Expect($"movzx {Name(false, register)}, {Name(1, address)}");
                Assembler.LoadZeroExtend16(register, address);
                Expect($"movzx {Name(false, register)}, {Name(2, address)}");
                Assembler.LoadSignExtend32(register, address);
                Expect($"movsxd {Name(true, register)}, {Name(4, address)}");
            }
        }
        foreach (Address address in Addresses)
        {
            Assembler.Push(address);
            Expect($"push {Name(8, address)}");
            Assembler.Pop(address);
            Expect($"pop {Name(8, address)}");
        }
        Finish();
    }

    [Fact]
    public void Of_immediates()
    {
        foreach (int value in Immediates)
        {
            foreach (Register register in General)
            {
                Assembler.MoveImmediate32(register, value);
                Expect($"mov {Name(false, register)}, {(uint)value}");
                foreach (long wide in (long[])[value, (uint)value, (long)value << 32 | 1])
                {
                    Assembler.MoveImmediate64(register, wide);
                    Expect($"mov {Name(wide != (uint)wide, register)}, {wide}");
                }
            }
            foreach (Address address in Addresses)
            {
                Assembler.StoreImmediate(false, address, value);
                Expect($"mov {Name(4, address)}, {(uint)value}");
                Assembler.StoreImmediate(true, address, value);
                Expect($"mov {Name(8, address)}, {value}");
                Assembler.StoreImmediate8(address, value);
                Expect($"mov {Name(1, address)}, {(byte)value}");
                Assembler.StoreImmediate16(address, value);
                Expect($"mov {Name(2, address)}, {(ushort)value}");
            }
        }
        Finish();
    }
}
