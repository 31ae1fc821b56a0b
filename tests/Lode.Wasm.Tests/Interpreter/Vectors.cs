using System.Numerics;
using System.Runtime.Intrinsics;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>The vector instructions, lane by lane.</summary>
static partial class Vectors
{
    public static void Run(VectorOpcode opcode, in GuestInstruction instruction, Stack stack, GuestInstance instance)
    {
        switch (opcode)
        {
            case <= VectorOpcode.V128Store or >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Load64Zero:
                if (opcode != VectorOpcode.V128Const)
                    Access(opcode, instruction, stack, instance.Memories[0]);
                break;
            case VectorOpcode.V128Const:
                stack.Push(new(instruction.C, instruction.D));
                break;
            case VectorOpcode.I8x16Shuffle:
                (Vector128<byte> second, Vector128<byte> first) = (stack.Pop().V128, stack.Pop().V128);
                stack.Push(GuestValue.Of(Shuffle(first, second, new GuestValue(instruction.C, instruction.D).V128)));
                break;
            case >= VectorOpcode.I8x16Splat and <= VectorOpcode.F64x2Splat:
                stack.Push(GuestValue.Of(Splat(opcode, stack.Pop())));
                break;
            case >= VectorOpcode.I8x16ExtractLaneS and <= VectorOpcode.F64x2ReplaceLane:
                Lane(opcode, instruction.B, stack);
                break;
            case VectorOpcode.V128Bitselect:
                (Vector128<byte> mask, Vector128<byte> no, Vector128<byte> yes) = (stack.Pop().V128, stack.Pop().V128, stack.Pop().V128);
                stack.Push(GuestValue.Of(yes & mask | no & ~mask));
                break;
            case VectorOpcode.V128AnyTrue:
                stack.Push(GuestValue.Of(stack.Pop().V128 != Vector128<byte>.Zero));
                break;
            case VectorOpcode.I8x16AllTrue or VectorOpcode.I8x16Bitmask:
                Test(stack.Pop().V128.AsSByte(), opcode == VectorOpcode.I8x16Bitmask, stack);
                break;
            case VectorOpcode.I16x8AllTrue or VectorOpcode.I16x8Bitmask:
                Test(stack.Pop().V128.AsInt16(), opcode == VectorOpcode.I16x8Bitmask, stack);
                break;
            case VectorOpcode.I32x4AllTrue or VectorOpcode.I32x4Bitmask:
                Test(stack.Pop().V128.AsInt32(), opcode == VectorOpcode.I32x4Bitmask, stack);
                break;
            case VectorOpcode.I64x2AllTrue or VectorOpcode.I64x2Bitmask:
                Test(stack.Pop().V128.AsInt64(), opcode == VectorOpcode.I64x2Bitmask, stack);
                break;
            default:
                if (Shift(opcode, stack))
                    break;
                if (Unary(opcode, stack.Pop().V128) is { } unary)
                {
                    stack.Push(GuestValue.Of(unary));
                    break;
                }
                Vector128<byte> right = stack.Values[stack.Count].V128, left = stack.Pop().V128;
                stack.Push(GuestValue.Of(Binary(opcode, left, right)));
                break;
        }
    }

    static Vector128<byte> Shuffle(Vector128<byte> first, Vector128<byte> second, Vector128<byte> lanes)
    {
        Vector128<byte> result = default;
        for (int i = 0; i < 16; i++)
            result = result.WithElement(i, lanes[i] < 16 ? first[lanes[i]] : lanes[i] < 32 ? second[lanes[i] - 16] : (byte)0);
        return result;
    }

    static Vector128<byte> Splat(VectorOpcode opcode, GuestValue value) => opcode switch
    {
        VectorOpcode.I8x16Splat => Vector128.Create((byte)value.Low),
        VectorOpcode.I16x8Splat => Vector128.Create((short)value.Low).AsByte(),
        VectorOpcode.I32x4Splat or VectorOpcode.F32x4Splat => Vector128.Create(value.I32).AsByte(),
        _ => Vector128.Create(value.Low).AsByte(),
    };

    static void Lane(VectorOpcode opcode, int lane, Stack stack)
    {
        GuestValue replacement = VectorShapes.Replaces(opcode) ? stack.Pop() : default;
        Vector128<byte> vector = stack.Pop().V128;
        stack.Push(opcode switch
        {
            VectorOpcode.I8x16ExtractLaneS => GuestValue.Of((int)(sbyte)vector[lane]),
            VectorOpcode.I8x16ExtractLaneU => GuestValue.Of((int)vector[lane]),
            VectorOpcode.I8x16ReplaceLane => GuestValue.Of(vector.WithElement(lane, (byte)replacement.Low)),
            VectorOpcode.I16x8ExtractLaneS => GuestValue.Of((int)vector.AsInt16()[lane]),
            VectorOpcode.I16x8ExtractLaneU => GuestValue.Of((int)vector.AsUInt16()[lane]),
            VectorOpcode.I16x8ReplaceLane => GuestValue.Of(vector.AsInt16().WithElement(lane, (short)replacement.Low).AsByte()),
            VectorOpcode.I32x4ExtractLane or VectorOpcode.F32x4ExtractLane => GuestValue.Of(vector.AsInt32()[lane]),
            VectorOpcode.I32x4ReplaceLane or VectorOpcode.F32x4ReplaceLane => GuestValue.Of(vector.AsInt32().WithElement(lane, replacement.I32).AsByte()),
            VectorOpcode.I64x2ExtractLane or VectorOpcode.F64x2ExtractLane => new(vector.AsInt64()[lane]),
            _ => GuestValue.Of(vector.AsInt64().WithElement(lane, replacement.Low).AsByte()),
        });
    }

    static void Test<T>(Vector128<T> vector, bool signs, Stack stack)
        where T : INumber<T>
    {
        int bits = 0;
        bool all = true;
        for (int i = 0; i < Vector128<T>.Count; i++)
        {
            bits |= T.IsNegative(vector[i]) ? 1 << i : 0;
            all &= vector[i] != T.Zero;
        }
        stack.Push(signs ? GuestValue.Of(bits) : GuestValue.Of(all));
    }

    static bool Shift(VectorOpcode opcode, Stack stack)
    {
        int group = (int)opcode - (int)VectorOpcode.I8x16Shl, width = group >> 5, operation = group & 31;
        if (group < 0 || operation > 2 || width > 3)
            return false;
        int count = stack.Pop().I32 & (8 << width) - 1;
        Vector128<byte> vector = stack.Pop().V128;
        stack.Push(GuestValue.Of(width switch
        {
            0 => Map<sbyte>(vector, x => (sbyte)(operation switch { 0 => x << count, 1 => x >> count, _ => (byte)x >> count })),
            1 => Map<short>(vector, x => (short)(operation switch { 0 => x << count, 1 => x >> count, _ => (ushort)x >> count })),
            2 => Map<int>(vector, x => operation switch { 0 => x << count, 1 => x >> count, _ => x >>> count }),
            _ => Map<long>(vector, x => operation switch { 0 => x << count, 1 => x >> count, _ => x >>> count }),
        }));
        return true;
    }

    static void Access(VectorOpcode opcode, in GuestInstruction instruction, Stack stack, GuestMemory memory)
    {
        bool lane = opcode is >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane;
        Vector128<byte> vector = lane || opcode == VectorOpcode.V128Store ? stack.Pop().V128 : default;
        int length = 1 << VectorShapes.AccessBits(opcode);
        Span<byte> bytes = memory.Range(stack.Pop().U32 + instruction.C, length);
        Span<byte> lanes = stackalloc byte[16];
        vector.CopyTo(lanes);
        if (opcode == VectorOpcode.V128Store || opcode is >= VectorOpcode.V128Store8Lane and <= VectorOpcode.V128Store64Lane)
        {
            lanes.Slice(lane ? instruction.B * length : 0, length).CopyTo(bytes);
            return;
        }
        if (opcode is >= VectorOpcode.V128Load8Splat and <= VectorOpcode.V128Load64Splat)
        {
            for (int i = 0; i < 16; i++)
                lanes[i] = bytes[i % length];
        }
        else
        {
            bytes.CopyTo(lanes[(lane ? instruction.B * length : 0)..]);
        }
        Vector128<byte> loaded = Vector128.Create<byte>(lanes);
        stack.Push(GuestValue.Of(opcode switch
        {
            VectorOpcode.V128Load8x8S => Widen<sbyte, short>(loaded, false),
            VectorOpcode.V128Load8x8U => Widen<byte, ushort>(loaded, false),
            VectorOpcode.V128Load16x4S => Widen<short, int>(loaded, false),
            VectorOpcode.V128Load16x4U => Widen<ushort, uint>(loaded, false),
            VectorOpcode.V128Load32x2S => Widen<int, long>(loaded, false),
            VectorOpcode.V128Load32x2U => Widen<uint, ulong>(loaded, false),
            _ => loaded,
        }));
    }

    static Vector128<byte> Map<T>(Vector128<byte> vector, Func<T, T> lane)
    {
        Vector128<T> result = default, source = vector.As<byte, T>();
        for (int i = 0; i < Vector128<T>.Count; i++)
            result = result.WithElement(i, lane(source[i]));
        return result.As<T, byte>();
    }

    static Vector128<byte> Map<T>(Vector128<byte> left, Vector128<byte> right, Func<T, T, T> lane)
    {
        Vector128<T> result = default, first = left.As<byte, T>(), second = right.As<byte, T>();
        for (int i = 0; i < Vector128<T>.Count; i++)
            result = result.WithElement(i, lane(first[i], second[i]));
        return result.As<T, byte>();
    }

    /// <summary>The low or high half of the lanes in lanes of twice the width.</summary>
    static Vector128<byte> Widen<TFrom, TTo>(Vector128<byte> vector, bool high)
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        Vector128<TTo> result = default;
        for (int i = 0; i < Vector128<TTo>.Count; i++)
            result = result.WithElement(i, TTo.CreateTruncating(vector.As<byte, TFrom>()[i + (high ? Vector128<TTo>.Count : 0)]));
        return result.As<TTo, byte>();
    }
}
