using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>F16: the nearest IEEE 754 binary16, ties to even; 65520 and above become infinity, NaN a quiet NaN.</summary>
static unsafe class EncodeF16
{
    internal static void Scalar(float* source, byte* target, nint count)
    {
        for (nint i = 0; i < count; i++)
            HalfBits.Write(target + i * 2, source[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(float* source, byte* target, nint count)
    {
        nint i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector256<uint> low = FromSingle(Vector256.Load(source + i).AsUInt32());
            Vector256<uint> high = FromSingle(Vector256.Load(source + i + 8).AsUInt32());
            Vector256.Narrow(low, high).Store((ushort*)target + i);
        }
        Scalar(source + i, target + i * 2, count - i);
    }

    /// <summary><see cref="HalfBits.FromSingle"/> in eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> FromSingle(Vector256<uint> bits)
    {
        Vector256<uint> magnitude = bits & Vector256.Create(0x7FFFFFFFu);
        Vector256<uint> sign = Vector256.ShiftRightLogical(bits ^ magnitude, 16);
        Vector256<uint> odd = Vector256.ShiftRightLogical(magnitude, 13) & Vector256<uint>.One;
        Vector256<uint> normal = Vector256.ShiftRightLogical(magnitude - Vector256.Create(HalfBits.Rebias - 0x0FFF) + odd, 13);
        Vector256<uint> subnormal = (magnitude.AsSingle() + Vector256.Create(0.5f)).AsUInt32() - Vector256.Create(0x3F000000u);
        Vector256<uint> special = Vector256.ConditionalSelect(
            Vector256.GreaterThan(magnitude.AsInt32(), Vector256.Create(0x7F800000)).AsUInt32(), Vector256.Create(0x7E00u), Vector256.Create(0x7C00u));
        Vector256<uint> half = Vector256.ConditionalSelect(
            Vector256.LessThan(magnitude.AsInt32(), Vector256.Create((int)HalfBits.SmallestNormal)).AsUInt32(), subnormal, normal);
        half = Vector256.ConditionalSelect(
            Vector256.LessThan(magnitude.AsInt32(), Vector256.Create((int)HalfBits.RoundsToInfinity)).AsUInt32(), half, special);
        return half | sign;
    }
}
