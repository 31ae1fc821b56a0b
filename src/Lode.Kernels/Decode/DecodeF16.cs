using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Decode;

/// <summary>F16: IEEE 754 binary16, subnormals, infinities and NaN included.</summary>
static unsafe class DecodeF16
{
    internal static void Scalar(byte* source, float* target, nint count)
    {
        for (nint i = 0; i < count; i++)
            target[i] = HalfBits.Read(source + i * 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(byte* source, float* target, nint count)
    {
        nint i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector256<short> bits = Vector256.Load((short*)source + i);
            Vector256<int> low = Vector256.WidenLower(bits), high = Vector256.WidenUpper(bits);
            Vector256<short> exponent = Vector256.Create((short)0x7C00);
            if (Vector256.EqualsAny(bits & exponent, exponent))
            {
                ToSingle(low).Store(target + i);
                ToSingle(high).Store(target + i + 8);
                continue;
            }
            Finite(low).Store(target + i);
            Finite(high).Store(target + i + 8);
        }
        Scalar(source + i * 2, target + i, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Finite(Vector256<int> half) =>
        (Vector256.ShiftLeft(half, 13) & Vector256.Create(unchecked((int)0x8FFFE000))).AsSingle() * HalfBits.ExponentGap;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> ToSingle(Vector256<int> half)
    {
        Vector256<int> wide = Vector256.ShiftLeft(half, 13) & Vector256.Create(unchecked((int)0x8FFFE000));
        Vector256<int> exponent = Vector256.Create(0x7C00);
        Vector256<int> special = Vector256.Equals(half & exponent, exponent);
        Vector256<float> finite = wide.AsSingle() * HalfBits.ExponentGap;
        return Vector256.ConditionalSelect(special, wide | Vector256.Create(0x7F800000), finite.AsInt32()).AsSingle();
    }
}
