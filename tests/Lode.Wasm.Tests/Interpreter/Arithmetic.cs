using System.Numerics;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>The scalar instructions that only compute.</summary>
static class Arithmetic
{
    /// <summary>Takes one or two operands off the stack, puts the result there.</summary>
    public static void Run(Opcode opcode, Stack stack)
    {
        switch (opcode)
        {
            case Opcode.I32Eqz:
                stack.Push(GuestValue.Of(stack.Pop().I32 == 0));
                break;
            case Opcode.I64Eqz:
                stack.Push(GuestValue.Of(stack.Pop().Low == 0));
                break;
            case >= Opcode.I32Eq and <= Opcode.I32GeU:
                (GuestValue right, GuestValue left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Compare(opcode - Opcode.I32Eq, left.I32, right.I32, left.U32, right.U32)));
                break;
            case >= Opcode.I64Eq and <= Opcode.I64GeU:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Compare(opcode - Opcode.I64Eq, left.Low, right.Low, (ulong)left.Low, (ulong)right.Low)));
                break;
            case >= Opcode.F32Eq and <= Opcode.F32Ge:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Compare(opcode - Opcode.F32Eq, left.F32, right.F32)));
                break;
            case >= Opcode.F64Eq and <= Opcode.F64Ge:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Compare(opcode - Opcode.F64Eq, left.F64, right.F64)));
                break;
            case >= Opcode.I32Clz and <= Opcode.I32Popcnt:
                uint bits = stack.Pop().U32;
                stack.Push(GuestValue.Of(opcode switch
                {
                    Opcode.I32Clz => BitOperations.LeadingZeroCount(bits),
                    Opcode.I32Ctz => BitOperations.TrailingZeroCount(bits),
                    _ => BitOperations.PopCount(bits),
                }));
                break;
            case >= Opcode.I64Clz and <= Opcode.I64Popcnt:
                ulong longBits = (ulong)stack.Pop().Low;
                stack.Push(GuestValue.Of(opcode switch
                {
                    Opcode.I64Clz => BitOperations.LeadingZeroCount(longBits),
                    Opcode.I64Ctz => BitOperations.TrailingZeroCount(longBits),
                    _ => BitOperations.PopCount(longBits),
                }));
                break;
            case >= Opcode.I32Add and <= Opcode.I32Rotr:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Binary(opcode, left.I32, right.I32)));
                break;
            case >= Opcode.I64Add and <= Opcode.I64Rotr:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(new(Binary(opcode, left.Low, right.Low)));
                break;
            case >= Opcode.F32Abs and <= Opcode.F32Sqrt:
                stack.Push(GuestValue.Of(Unary(opcode - Opcode.F32Abs, stack.Pop().F32)));
                break;
            case >= Opcode.F64Abs and <= Opcode.F64Sqrt:
                stack.Push(GuestValue.Of(Unary(opcode - Opcode.F64Abs, stack.Pop().F64)));
                break;
            case >= Opcode.F32Add and <= Opcode.F32Copysign:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Binary(opcode - Opcode.F32Add, left.F32, right.F32)));
                break;
            case >= Opcode.F64Add and <= Opcode.F64Copysign:
                (right, left) = (stack.Pop(), stack.Pop());
                stack.Push(GuestValue.Of(Binary(opcode - Opcode.F64Add, left.F64, right.F64)));
                break;
            default:
                stack.Push(Convert(opcode, stack.Pop()));
                break;
        }
    }

    static bool Compare<TSigned, TUnsigned>(int operation, TSigned left, TSigned right, TUnsigned unsignedLeft, TUnsigned unsignedRight)
        where TSigned : IComparable<TSigned>
        where TUnsigned : IComparable<TUnsigned>
    {
        int signed = left.CompareTo(right), unsigned = unsignedLeft.CompareTo(unsignedRight);
        return operation switch
        {
            0 => signed == 0,
            1 => signed != 0,
            2 => signed < 0,
            3 => unsigned < 0,
            4 => signed > 0,
            5 => unsigned > 0,
            6 => signed <= 0,
            7 => unsigned <= 0,
            8 => signed >= 0,
            _ => unsigned >= 0,
        };
    }

    /// <summary>eq, ne, lt, gt, le, ge.</summary>
    public static bool Compare<T>(int operation, T left, T right)
        where T : IFloatingPoint<T> => operation switch
        {
            0 => left == right,
            1 => left != right,
            2 => left < right,
            3 => left > right,
            4 => left <= right,
            _ => left >= right,
        };

    static int Binary(Opcode opcode, int left, int right) => opcode switch
    {
        Opcode.I32Add => left + right,
        Opcode.I32Sub => left - right,
        Opcode.I32Mul => left * right,
        >= Opcode.I32DivS and <= Opcode.I32RemU when right == 0 => throw new GuestTrap("integer divide by zero"),
        Opcode.I32DivS => left == int.MinValue && right == -1 ? throw new GuestTrap("integer overflow") : left / right,
        Opcode.I32DivU => (int)((uint)left / (uint)right),
        Opcode.I32RemS => right == -1 ? 0 : left % right,
        Opcode.I32RemU => (int)((uint)left % (uint)right),
        Opcode.I32And => left & right,
        Opcode.I32Or => left | right,
        Opcode.I32Xor => left ^ right,
        Opcode.I32Shl => left << right,
        Opcode.I32ShrS => left >> right,
        Opcode.I32ShrU => left >>> right,
        Opcode.I32Rotl => (int)BitOperations.RotateLeft((uint)left, right),
        _ => (int)BitOperations.RotateRight((uint)left, right),
    };

    static long Binary(Opcode opcode, long left, long right) => opcode switch
    {
        Opcode.I64Add => left + right,
        Opcode.I64Sub => left - right,
        Opcode.I64Mul => left * right,
        >= Opcode.I64DivS and <= Opcode.I64RemU when right == 0 => throw new GuestTrap("integer divide by zero"),
        Opcode.I64DivS => left == long.MinValue && right == -1 ? throw new GuestTrap("integer overflow") : left / right,
        Opcode.I64DivU => (long)((ulong)left / (ulong)right),
        Opcode.I64RemS => right == -1 ? 0 : left % right,
        Opcode.I64RemU => (long)((ulong)left % (ulong)right),
        Opcode.I64And => left & right,
        Opcode.I64Or => left | right,
        Opcode.I64Xor => left ^ right,
        Opcode.I64Shl => left << (int)right,
        Opcode.I64ShrS => left >> (int)right,
        Opcode.I64ShrU => left >>> (int)right,
        Opcode.I64Rotl => (long)BitOperations.RotateLeft((ulong)left, (int)right),
        _ => (long)BitOperations.RotateRight((ulong)left, (int)right),
    };

    /// <summary>abs, neg, ceil, floor, trunc, nearest, sqrt.</summary>
    public static float Unary(int operation, float value) => operation switch
    {
        0 => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & int.MaxValue),
        1 => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) ^ int.MinValue),
        2 => MathF.Ceiling(value),
        3 => MathF.Floor(value),
        4 => MathF.Truncate(value),
        5 => MathF.Round(value, MidpointRounding.ToEven),
        _ => MathF.Sqrt(value),
    };

    /// <inheritdoc cref="Unary(int, float)"/>
    public static double Unary(int operation, double value) => operation switch
    {
        0 => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) & long.MaxValue),
        1 => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) ^ long.MinValue),
        2 => Math.Ceiling(value),
        3 => Math.Floor(value),
        4 => Math.Truncate(value),
        5 => Math.Round(value, MidpointRounding.ToEven),
        _ => Math.Sqrt(value),
    };

    /// <summary>add, sub, mul, div, min, max, copysign; pmin and pmax of vectors.</summary>
    public static T Binary<T>(int operation, T left, T right)
        where T : IFloatingPointIeee754<T> => operation switch
        {
            0 => left + right,
            1 => left - right,
            2 => left * right,
            3 => left / right,
            4 when T.IsNaN(left) || T.IsNaN(right) => left + right,
            4 => left < right || left == right && T.IsNegative(left) ? left : right,
            5 when T.IsNaN(left) || T.IsNaN(right) => left + right,
            5 => left > right || left == right && !T.IsNegative(left) ? left : right,
            6 => T.CopySign(left, right),
            7 => right < left ? right : left,
            _ => left < right ? right : left,
        };

    static GuestValue Convert(Opcode opcode, GuestValue value) => opcode switch
    {
        Opcode.I32WrapI64 => GuestValue.Of(value.I32),
        Opcode.I32TruncF32S => GuestValue.Of((int)Truncate(value.F32, int.MinValue, 2147483648.0)),
        Opcode.I32TruncF32U => GuestValue.Of((uint)Truncate(value.F32, 0, 4294967296.0)),
        Opcode.I32TruncF64S => GuestValue.Of((int)Truncate(value.F64, int.MinValue, 2147483648.0)),
        Opcode.I32TruncF64U => GuestValue.Of((uint)Truncate(value.F64, 0, 4294967296.0)),
        Opcode.I64ExtendI32S => new(value.I32),
        Opcode.I64ExtendI32U => new(value.U32),
        Opcode.I64TruncF32S => new((long)Truncate(value.F32, long.MinValue, 9223372036854775808.0)),
        Opcode.I64TruncF32U => new((long)(ulong)Truncate(value.F32, 0, 18446744073709551616.0)),
        Opcode.I64TruncF64S => new((long)Truncate(value.F64, long.MinValue, 9223372036854775808.0)),
        Opcode.I64TruncF64U => new((long)(ulong)Truncate(value.F64, 0, 18446744073709551616.0)),
        Opcode.F32ConvertI32S => GuestValue.Of((float)value.I32),
        Opcode.F32ConvertI32U => GuestValue.Of((float)value.U32),
        Opcode.F32ConvertI64S => GuestValue.Of((float)value.Low),
        Opcode.F32ConvertI64U => GuestValue.Of(ToSingle((ulong)value.Low)),
        Opcode.F32DemoteF64 => GuestValue.Of((float)value.F64),
        Opcode.F64ConvertI32S => GuestValue.Of((double)value.I32),
        Opcode.F64ConvertI32U => GuestValue.Of((double)value.U32),
        Opcode.F64ConvertI64S => GuestValue.Of((double)value.Low),
        Opcode.F64ConvertI64U => GuestValue.Of((double)(ulong)value.Low),
        Opcode.F64PromoteF32 => GuestValue.Of((double)value.F32),
        >= Opcode.I32ReinterpretF32 and <= Opcode.F64ReinterpretI64 => value,
        Opcode.I32Extend8S => GuestValue.Of((int)(sbyte)value.Low),
        Opcode.I32Extend16S => GuestValue.Of((int)(short)value.Low),
        Opcode.I64Extend8S => new((sbyte)value.Low),
        Opcode.I64Extend16S => new((short)value.Low),
        Opcode.I64Extend32S => new((int)value.Low),
        _ => throw new InvalidOperationException(InstructionNames.Of(opcode)),
    };

    /// <summary>The nearest number, rounded once: halves with a sticky last bit fit the signed conversion.</summary>
    static float ToSingle(ulong value) => value <= long.MaxValue ? (float)(long)value : (float)(long)(value >> 1 | value & 1) * 2;

    static double Truncate(double value, double least, double above)
    {
        if (double.IsNaN(value))
            throw new GuestTrap("invalid conversion to integer");
        double whole = Math.Truncate(value);
        return whole >= least && whole < above ? whole : throw new GuestTrap("integer overflow");
    }

    /// <summary>A conversion that gives the nearest integer there is, and 0 for what is no number.</summary>
    public static GuestValue Saturate(MiscOpcode opcode, GuestValue value)
    {
        double number = ((int)opcode & 2) == 0 ? value.F32 : value.F64;
        return opcode switch
        {
            MiscOpcode.I32TruncSatF32S or MiscOpcode.I32TruncSatF64S => GuestValue.Of(SaturateSigned(number)),
            MiscOpcode.I32TruncSatF32U or MiscOpcode.I32TruncSatF64U => GuestValue.Of(SaturateUnsigned(number)),
            MiscOpcode.I64TruncSatF32S or MiscOpcode.I64TruncSatF64S => new(
                double.IsNaN(number) ? 0 : number >= 9223372036854775808.0 ? long.MaxValue : number <= long.MinValue ? long.MinValue : (long)number),
            _ => new((long)(
                double.IsNaN(number) || number <= 0 ? 0 : number >= 18446744073709551616.0 ? ulong.MaxValue : (ulong)number)),
        };
    }

    public static int SaturateSigned(double number) =>
        double.IsNaN(number) ? 0 : number >= int.MaxValue ? int.MaxValue : number <= int.MinValue ? int.MinValue : (int)number;

    public static uint SaturateUnsigned(double number) =>
        double.IsNaN(number) || number <= 0 ? 0 : number >= uint.MaxValue ? uint.MaxValue : (uint)number;
}
