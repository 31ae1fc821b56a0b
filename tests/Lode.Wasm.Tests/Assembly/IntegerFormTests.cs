using Lode.Wasm.Assembly;
using static Lode.Wasm.Tests.Assembly.Operands;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>Integer arithmetic.</summary>
public sealed class IntegerFormTests : AssemblerTests
{
    static readonly bool[] s_widths = [false, true];

    static readonly (AluOperation Operation, string Name)[] s_alu =
    [
        (AluOperation.Add, "add"), (AluOperation.Or, "or"), (AluOperation.AddCarry, "adc"), (AluOperation.SubtractBorrow, "sbb"),
        (AluOperation.And, "and"), (AluOperation.Subtract, "sub"), (AluOperation.Xor, "xor"), (AluOperation.Compare, "cmp"),
    ];

    static readonly (ShiftOperation Operation, string Name)[] s_shifts =
    [
        (ShiftOperation.RotateLeft, "rol"), (ShiftOperation.RotateRight, "ror"), (ShiftOperation.Left, "shl"), (ShiftOperation.Right, "shr"),
        (ShiftOperation.RightSigned, "sar"),
    ];

    static readonly string[] s_conditions =
        ["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"];

    [Fact]
    public void Sums_differences_and_bits()
    {
        foreach ((AluOperation operation, string name) in s_alu)
        {
            foreach (bool wide in s_widths)
            {
                int bytes = wide ? 8 : 4;
                foreach (Register a in General)
                {
                    foreach (Register b in General)
                    {
                        Assembler.Alu(operation, wide, a, b);
                        Expect($"{name} {Name(wide, a)}, {Name(wide, b)}");
                    }
                    foreach (Address address in SomeAddresses)
                    {
                        Assembler.Alu(operation, wide, a, address);
                        Expect($"{name} {Name(wide, a)}, {Name(bytes, address)}");
                        Assembler.Alu(operation, wide, address, a);
                        Expect($"{name} {Name(bytes, address)}, {Name(wide, a)}");
                    }
                    foreach (int value in Immediates)
                    {
                        Assembler.Alu(operation, wide, a, value);
                        Expect($"{name} {Name(wide, a)}, {(wide ? value : (uint)value)}");
                    }
                }
                foreach (Address address in Addresses)
                {
                    foreach (int value in Immediates)
                    {
                        Assembler.Alu(operation, wide, address, value);
                        Expect($"{name} {Name(bytes, address)}, {(wide ? value : (uint)value)}");
                    }
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Forms_for_one_purpose()
    {
        foreach (Register a in General)
        {
            foreach (Register b in General)
            {
                foreach ((AluOperation operation, string name) in s_alu)
                {
                    Assembler.Alu8(operation, a, b);
                    Expect($"{name} {Name8(a)}, {Name8(b)}");
                }
            }
        }
        foreach (Address address in Addresses)
        {
            Assembler.SubtractInt32(address, 1);
            Expect($"sub {Name(8, address)}, 1");
        }
        Finish();
    }

    [Fact]
    public void Comparisons_and_conditions()
    {
        foreach (Address address in Addresses)
        {
            foreach (int value in Immediates)
            {
                Assembler.Compare8(address, value);
                Expect($"cmp {Name(1, address)}, {(byte)value}");
                Assembler.Compare16(address, value);
                Expect($"cmp {Name(2, address)}, {(ushort)value}");
            }
        }
        foreach (Register a in General)
        {
            foreach (bool wide in s_widths)
            {
                foreach (Register b in General)
                {
                    Assembler.Test(wide, a, b);
                    Expect($"test {Name(wide, a)}, {Name(wide, b)}");
                }
                foreach (int value in Immediates)
                {
                    Assembler.Test(wide, a, value);
                    // A small mask without a sign needs the lowest byte only.
                    Expect($"test {(value is >= 0 and < 128 ? Name8(a) : Name(wide, a))}, {(wide ? value : (uint)value)}");
                }
            }
            for (Condition condition = 0; condition <= Condition.Greater; condition++)
            {
                Assembler.Set(condition, a);
                Expect($"set{s_conditions[(int)condition]} {Name8(a)}");
                foreach (bool wide in s_widths)
                {
                    foreach (Register b in General)
                    {
                        Assembler.MoveIf(condition, wide, a, b);
                        Expect($"cmov{s_conditions[(int)condition]} {Name(wide, a)}, {Name(wide, b)}");
                    }
                    foreach (Address address in SomeAddresses)
                    {
                        Assembler.MoveIf(condition, wide, a, address);
                        Expect($"cmov{s_conditions[(int)condition]} {Name(wide, a)}, {Name(wide ? 8 : 4, address)}");
                    }
                }
            }
        }
        Finish();
    }

    [Fact]
    public void Products_and_quotients()
    {
        foreach (bool wide in s_widths)
        {
            foreach (Register a in General)
            {
                foreach (Register b in General)
                {
                    Assembler.Multiply(wide, a, b);
                    Expect($"imul {Name(wide, a)}, {Name(wide, b)}");
                    foreach (int value in Immediates)
                    {
                        Assembler.Multiply(wide, a, b, value);
                        Expect($"imul {Name(wide, a)}, {Name(wide, b)}, {(wide ? value : (uint)value)}");
                    }
                }
                foreach (Address address in SomeAddresses)
                {
                    Assembler.Multiply(wide, a, address);
                    Expect($"imul {Name(wide, a)}, {Name(wide ? 8 : 4, address)}");
                }
                Assembler.Not(wide, a);
                Expect($"not {Name(wide, a)}");
                Assembler.Negate(wide, a);
                Expect($"neg {Name(wide, a)}");
                Assembler.Divide(wide, a);
                Expect($"div {Name(wide, a)}");
                Assembler.DivideSigned(wide, a);
                Expect($"idiv {Name(wide, a)}");
            }
            Assembler.SignIntoRdx(wide);
            Expect($"{(wide ? "cqo" : "cdq")}");
        }
        Finish();
    }

    [Fact]
    public void Shifts_and_bit_manipulation()
    {
        foreach (bool wide in s_widths)
        {
            foreach (Register a in General)
            {
                foreach ((ShiftOperation operation, string name) in s_shifts)
                {
                    Assembler.ShiftByRcx(operation, wide, a);
                    Expect($"{name} {Name(wide, a)}, cl");
                    foreach (int count in (int[])[1, 2, 31, 63])
                    {
                        Assembler.Shift(operation, wide, a, count);
                        Expect($"{name} {Name(wide, a)}, {count}");
                    }
                }
                foreach (Register b in General)
                {
                    Assembler.RotateRightTo(wide, a, b, 13);
                    Expect($"rorx {Name(wide, a)}, {Name(wide, b)}, 13");
                    Assembler.CountLeadingZeros(wide, a, b);
                    Expect($"lzcnt {Name(wide, a)}, {Name(wide, b)}");
                    Assembler.CountTrailingZeros(wide, a, b);
                    Expect($"tzcnt {Name(wide, a)}, {Name(wide, b)}");
                    Assembler.CountOnes(wide, a, b);
                    Expect($"popcnt {Name(wide, a)}, {Name(wide, b)}");
                    foreach (Register c in General)
                    {
                        Assembler.MultiplyWide(wide, a, b, c);
                        Expect($"mulx {Name(wide, a)}, {Name(wide, b)}, {Name(wide, c)}");
                        Assembler.ShiftTo(ShiftOperation.Left, wide, a, b, c);
                        Expect($"shlx {Name(wide, a)}, {Name(wide, b)}, {Name(wide, c)}");
                        Assembler.ShiftTo(ShiftOperation.Right, wide, a, b, c);
                        Expect($"shrx {Name(wide, a)}, {Name(wide, b)}, {Name(wide, c)}");
                        Assembler.ShiftTo(ShiftOperation.RightSigned, wide, a, b, c);
                        Expect($"sarx {Name(wide, a)}, {Name(wide, b)}, {Name(wide, c)}");
                        Assembler.AndNot(wide, a, b, c);
                        Expect($"andn {Name(wide, a)}, {Name(wide, b)}, {Name(wide, c)}");
                    }
                }
            }
        }
        Finish();
    }
}
