using System.Numerics;
using System.Runtime.Intrinsics;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>Vector instructions on one vector.</summary>
static partial class Vectors
{
    /// <summary>The result; null where the instruction takes two vectors.</summary>
    static Vector128<byte>? Unary(VectorOpcode opcode, Vector128<byte> a) => opcode switch
    {
        VectorOpcode.V128Not => ~a,
        VectorOpcode.I8x16Abs => Map<sbyte>(a, x => (sbyte)(x < 0 ? -x : x)),
        VectorOpcode.I8x16Neg => Map<sbyte>(a, x => (sbyte)-x),
        VectorOpcode.I8x16Popcnt => Map<byte>(a, x => (byte)BitOperations.PopCount(x)),
        VectorOpcode.I16x8Abs => Map<short>(a, x => (short)(x < 0 ? -x : x)),
        VectorOpcode.I16x8Neg => Map<short>(a, x => (short)-x),
        VectorOpcode.I32x4Abs => Map<int>(a, x => x < 0 ? -x : x),
        VectorOpcode.I32x4Neg => Map<int>(a, x => -x),
        VectorOpcode.I64x2Abs => Map<long>(a, x => x < 0 ? -x : x),
        VectorOpcode.I64x2Neg => Map<long>(a, x => -x),
        VectorOpcode.I16x8ExtaddPairwiseI8x16S => Pairwise<sbyte, short>(a),
        VectorOpcode.I16x8ExtaddPairwiseI8x16U => Pairwise<byte, ushort>(a),
        VectorOpcode.I32x4ExtaddPairwiseI16x8S => Pairwise<short, int>(a),
        VectorOpcode.I32x4ExtaddPairwiseI16x8U => Pairwise<ushort, uint>(a),
        VectorOpcode.I16x8ExtendLowI8x16S or VectorOpcode.I16x8ExtendHighI8x16S => Widen<sbyte, short>(a, opcode == VectorOpcode.I16x8ExtendHighI8x16S),
        VectorOpcode.I16x8ExtendLowI8x16U or VectorOpcode.I16x8ExtendHighI8x16U => Widen<byte, ushort>(a, opcode == VectorOpcode.I16x8ExtendHighI8x16U),
        VectorOpcode.I32x4ExtendLowI16x8S or VectorOpcode.I32x4ExtendHighI16x8S => Widen<short, int>(a, opcode == VectorOpcode.I32x4ExtendHighI16x8S),
        VectorOpcode.I32x4ExtendLowI16x8U or VectorOpcode.I32x4ExtendHighI16x8U => Widen<ushort, uint>(a, opcode == VectorOpcode.I32x4ExtendHighI16x8U),
        VectorOpcode.I64x2ExtendLowI32x4S or VectorOpcode.I64x2ExtendHighI32x4S => Widen<int, long>(a, opcode == VectorOpcode.I64x2ExtendHighI32x4S),
        VectorOpcode.I64x2ExtendLowI32x4U or VectorOpcode.I64x2ExtendHighI32x4U => Widen<uint, ulong>(a, opcode == VectorOpcode.I64x2ExtendHighI32x4U),
        VectorOpcode.F32x4Abs => Float32(a, 0),
        VectorOpcode.F32x4Neg => Float32(a, 1),
        VectorOpcode.F32x4Ceil => Float32(a, 2),
        VectorOpcode.F32x4Floor => Float32(a, 3),
        VectorOpcode.F32x4Trunc => Float32(a, 4),
        VectorOpcode.F32x4Nearest => Float32(a, 5),
        VectorOpcode.F32x4Sqrt => Float32(a, 6),
        VectorOpcode.F64x2Abs => Float64(a, 0),
        VectorOpcode.F64x2Neg => Float64(a, 1),
        VectorOpcode.F64x2Ceil => Float64(a, 2),
        VectorOpcode.F64x2Floor => Float64(a, 3),
        VectorOpcode.F64x2Trunc => Float64(a, 4),
        VectorOpcode.F64x2Nearest => Float64(a, 5),
        VectorOpcode.F64x2Sqrt => Float64(a, 6),
        VectorOpcode.F32x4DemoteF64x2Zero => Vector128.Create((float)a.AsDouble()[0], (float)a.AsDouble()[1], 0, 0).AsByte(),
        VectorOpcode.F64x2PromoteLowF32x4 => Vector128.Create((double)a.AsSingle()[0], a.AsSingle()[1]).AsByte(),
        VectorOpcode.I32x4TruncSatF32x4S => Map<int>(a, x => Arithmetic.SaturateSigned(BitConverter.Int32BitsToSingle(x))),
        VectorOpcode.I32x4TruncSatF32x4U => Map<int>(a, x => (int)Arithmetic.SaturateUnsigned(BitConverter.Int32BitsToSingle(x))),
        VectorOpcode.F32x4ConvertI32x4S => Map<int>(a, x => BitConverter.SingleToInt32Bits(x)),
        VectorOpcode.F32x4ConvertI32x4U => Map<int>(a, x => BitConverter.SingleToInt32Bits((uint)x)),
        VectorOpcode.I32x4TruncSatF64x2SZero => Vector128.Create(
            Arithmetic.SaturateSigned(a.AsDouble()[0]), Arithmetic.SaturateSigned(a.AsDouble()[1]), 0, 0).AsByte(),
        VectorOpcode.I32x4TruncSatF64x2UZero => Vector128.Create(
            Arithmetic.SaturateUnsigned(a.AsDouble()[0]), Arithmetic.SaturateUnsigned(a.AsDouble()[1]), 0, 0).AsByte(),
        VectorOpcode.F64x2ConvertLowI32x4S => Vector128.Create((double)a.AsInt32()[0], a.AsInt32()[1]).AsByte(),
        VectorOpcode.F64x2ConvertLowI32x4U => Vector128.Create((double)a.AsUInt32()[0], a.AsUInt32()[1]).AsByte(),
        _ => null,
    };

    static Vector128<byte> Float32(Vector128<byte> a, int operation) => Map<float>(a, x => Arithmetic.Unary(operation, x));

    static Vector128<byte> Float64(Vector128<byte> a, int operation) => Map<double>(a, x => Arithmetic.Unary(operation, x));

    static Vector128<byte> Pairwise<TFrom, TTo>(Vector128<byte> a)
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        Vector128<TFrom> source = a.As<byte, TFrom>();
        Vector128<TTo> result = default;
        for (int i = 0; i < Vector128<TTo>.Count; i++)
            result = result.WithElement(i, TTo.CreateTruncating(source[2 * i]) + TTo.CreateTruncating(source[2 * i + 1]));
        return result.As<TTo, byte>();
    }
}
