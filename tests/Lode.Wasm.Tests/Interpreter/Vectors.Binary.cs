using System.Numerics;
using System.Runtime.Intrinsics;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>Vector instructions on two vectors.</summary>
static partial class Vectors
{
    static Vector128<byte> Binary(VectorOpcode opcode, Vector128<byte> a, Vector128<byte> b) => opcode switch
    {
        >= VectorOpcode.I8x16Eq and <= VectorOpcode.I8x16GeU => Compare<sbyte, byte>(opcode - VectorOpcode.I8x16Eq, a, b),
        >= VectorOpcode.I16x8Eq and <= VectorOpcode.I16x8GeU => Compare<short, ushort>(opcode - VectorOpcode.I16x8Eq, a, b),
        >= VectorOpcode.I32x4Eq and <= VectorOpcode.I32x4GeU => Compare<int, uint>(opcode - VectorOpcode.I32x4Eq, a, b),
        >= VectorOpcode.I64x2Eq and <= VectorOpcode.I64x2GeS => Compare<long, ulong>(opcode switch
        {
            VectorOpcode.I64x2Eq => 0,
            VectorOpcode.I64x2Ne => 1,
            VectorOpcode.I64x2LtS => 2,
            VectorOpcode.I64x2GtS => 4,
            VectorOpcode.I64x2LeS => 6,
            _ => 8,
        }, a, b),
        >= VectorOpcode.F32x4Eq and <= VectorOpcode.F32x4Ge => Map<float>(a, b, (x, y) =>
            BitConverter.Int32BitsToSingle(Arithmetic.Compare(opcode - VectorOpcode.F32x4Eq, x, y) ? -1 : 0)),
        >= VectorOpcode.F64x2Eq and <= VectorOpcode.F64x2Ge => Map<double>(a, b, (x, y) =>
            BitConverter.Int64BitsToDouble(Arithmetic.Compare(opcode - VectorOpcode.F64x2Eq, x, y) ? -1 : 0)),
        >= VectorOpcode.F32x4Add and <= VectorOpcode.F32x4Pmax => Map<float>(a, b, (x, y) =>
            Arithmetic.Binary(FloatOperation(opcode - VectorOpcode.F32x4Add), x, y)),
        >= VectorOpcode.F64x2Add and <= VectorOpcode.F64x2Pmax => Map<double>(a, b, (x, y) =>
            Arithmetic.Binary(FloatOperation(opcode - VectorOpcode.F64x2Add), x, y)),
        VectorOpcode.V128And => a & b,
        VectorOpcode.V128Andnot => a & ~b,
        VectorOpcode.V128Or => a | b,
        VectorOpcode.V128Xor => a ^ b,
        VectorOpcode.I8x16Swizzle => Map<byte>(b, lane => lane < 16 ? a[lane] : (byte)0),
        VectorOpcode.I8x16NarrowI16x8S => Narrow<short, sbyte>(a, b),
        VectorOpcode.I8x16NarrowI16x8U => Narrow<short, byte>(a, b),
        VectorOpcode.I16x8NarrowI32x4S => Narrow<int, short>(a, b),
        VectorOpcode.I16x8NarrowI32x4U => Narrow<int, ushort>(a, b),
        _ => Integers(opcode, a, b),
    };

    /// <summary>Vectors have no copysign between max and pmin.</summary>
    static int FloatOperation(int operation) => operation < 6 ? operation : operation + 1;

    static Vector128<byte> Integers(VectorOpcode opcode, Vector128<byte> a, Vector128<byte> b) => opcode switch
    {
        VectorOpcode.I8x16Add => Map<byte>(a, b, (x, y) => (byte)(x + y)),
        VectorOpcode.I8x16AddSatS => Map<sbyte>(a, b, (x, y) => sbyte.CreateSaturating(x + y)),
        VectorOpcode.I8x16AddSatU => Map<byte>(a, b, (x, y) => byte.CreateSaturating(x + y)),
        VectorOpcode.I8x16Sub => Map<byte>(a, b, (x, y) => (byte)(x - y)),
        VectorOpcode.I8x16SubSatS => Map<sbyte>(a, b, (x, y) => sbyte.CreateSaturating(x - y)),
        VectorOpcode.I8x16SubSatU => Map<byte>(a, b, (x, y) => byte.CreateSaturating(x - y)),
        VectorOpcode.I8x16MinS => Map<sbyte>(a, b, Math.Min),
        VectorOpcode.I8x16MinU => Map<byte>(a, b, Math.Min),
        VectorOpcode.I8x16MaxS => Map<sbyte>(a, b, Math.Max),
        VectorOpcode.I8x16MaxU => Map<byte>(a, b, Math.Max),
        VectorOpcode.I8x16AvgrU => Map<byte>(a, b, (x, y) => (byte)(x + y + 1 >> 1)),
        VectorOpcode.I16x8Q15mulrSatS => Map<short>(a, b, (x, y) => short.CreateSaturating(x * y + 0x4000 >> 15)),
        VectorOpcode.I16x8Add => Map<short>(a, b, (x, y) => (short)(x + y)),
        VectorOpcode.I16x8AddSatS => Map<short>(a, b, (x, y) => short.CreateSaturating(x + y)),
        VectorOpcode.I16x8AddSatU => Map<ushort>(a, b, (x, y) => ushort.CreateSaturating(x + y)),
        VectorOpcode.I16x8Sub => Map<short>(a, b, (x, y) => (short)(x - y)),
        VectorOpcode.I16x8SubSatS => Map<short>(a, b, (x, y) => short.CreateSaturating(x - y)),
        VectorOpcode.I16x8SubSatU => Map<ushort>(a, b, (x, y) => ushort.CreateSaturating(x - y)),
        VectorOpcode.I16x8Mul => Map<short>(a, b, (x, y) => (short)(x * y)),
        VectorOpcode.I16x8MinS => Map<short>(a, b, Math.Min),
        VectorOpcode.I16x8MinU => Map<ushort>(a, b, Math.Min),
        VectorOpcode.I16x8MaxS => Map<short>(a, b, Math.Max),
        VectorOpcode.I16x8MaxU => Map<ushort>(a, b, Math.Max),
        VectorOpcode.I16x8AvgrU => Map<ushort>(a, b, (x, y) => (ushort)(x + y + 1 >> 1)),
        VectorOpcode.I32x4Add => Map<int>(a, b, (x, y) => x + y),
        VectorOpcode.I32x4Sub => Map<int>(a, b, (x, y) => x - y),
        VectorOpcode.I32x4Mul => Map<int>(a, b, (x, y) => x * y),
        VectorOpcode.I32x4MinS => Map<int>(a, b, Math.Min),
        VectorOpcode.I32x4MinU => Map<uint>(a, b, Math.Min),
        VectorOpcode.I32x4MaxS => Map<int>(a, b, Math.Max),
        VectorOpcode.I32x4MaxU => Map<uint>(a, b, Math.Max),
        VectorOpcode.I64x2Add => Map<long>(a, b, (x, y) => x + y),
        VectorOpcode.I64x2Sub => Map<long>(a, b, (x, y) => x - y),
        VectorOpcode.I64x2Mul => Map<long>(a, b, (x, y) => x * y),
        VectorOpcode.I32x4DotI16x8S => Dot(a.AsInt16(), b.AsInt16()),
        >= VectorOpcode.I16x8ExtmulLowI8x16S and <= VectorOpcode.I16x8ExtmulHighI8x16U =>
            Multiply<sbyte, short, byte, ushort>(opcode - VectorOpcode.I16x8ExtmulLowI8x16S, a, b),
        >= VectorOpcode.I32x4ExtmulLowI16x8S and <= VectorOpcode.I32x4ExtmulHighI16x8U =>
            Multiply<short, int, ushort, uint>(opcode - VectorOpcode.I32x4ExtmulLowI16x8S, a, b),
        >= VectorOpcode.I64x2ExtmulLowI32x4S and <= VectorOpcode.I64x2ExtmulHighI32x4U =>
            Multiply<int, long, uint, ulong>(opcode - VectorOpcode.I64x2ExtmulLowI32x4S, a, b),
        _ => throw new InvalidOperationException(InstructionNames.Of(opcode)),
    };

    /// <summary>eq, ne, lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u.</summary>
    static Vector128<byte> Compare<TSigned, TUnsigned>(int operation, Vector128<byte> a, Vector128<byte> b)
        where TSigned : IBinaryInteger<TSigned>
        where TUnsigned : IBinaryInteger<TUnsigned>
    {
        bool signed = operation % 2 == 0;
        return signed ? Map<TSigned>(a, b, (x, y) => Holds(operation, x.CompareTo(y)) ? TSigned.Zero - TSigned.One : TSigned.Zero)
            : Map<TUnsigned>(a, b, (x, y) => Holds(operation, x.CompareTo(y)) ? TUnsigned.Zero - TUnsigned.One : TUnsigned.Zero);
    }

    static bool Holds(int operation, int order) => operation switch
    {
        0 => order == 0,
        1 => order != 0,
        2 or 3 => order < 0,
        4 or 5 => order > 0,
        6 or 7 => order <= 0,
        _ => order >= 0,
    };

    static Vector128<byte> Narrow<TFrom, TTo>(Vector128<byte> a, Vector128<byte> b)
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        Vector128<TTo> result = default;
        int half = Vector128<TFrom>.Count;
        for (int i = 0; i < half * 2; i++)
            result = result.WithElement(i, TTo.CreateSaturating((i < half ? a : b).As<byte, TFrom>()[i % half]));
        return result.As<TTo, byte>();
    }

    static Vector128<byte> Dot(Vector128<short> a, Vector128<short> b)
    {
        Vector128<int> result = default;
        for (int i = 0; i < 4; i++)
            result = result.WithElement(i, a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1]);
        return result.AsByte();
    }

    /// <summary>Products of twice the width: of low or high lanes, signed or (from operation 2) unsigned.</summary>
    static Vector128<byte> Multiply<TSigned, TSignedWide, TUnsigned, TUnsignedWide>(int operation, Vector128<byte> a, Vector128<byte> b)
        where TSigned : INumber<TSigned>
        where TSignedWide : INumber<TSignedWide>
        where TUnsigned : INumber<TUnsigned>
        where TUnsignedWide : INumber<TUnsignedWide>
    {
        bool high = (operation & 1) != 0;
        return operation < 2
            ? Map<TSignedWide>(Widen<TSigned, TSignedWide>(a, high), Widen<TSigned, TSignedWide>(b, high), (x, y) => x * y)
            : Map<TUnsignedWide>(Widen<TUnsigned, TUnsignedWide>(a, high), Widen<TUnsigned, TUnsignedWide>(b, high), (x, y) => x * y);
    }
}
