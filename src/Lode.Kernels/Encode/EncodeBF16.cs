using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Encode;

/// <summary>BF16: the nearest value with the upper 16 bits of a binary32, ties to even; overflow becomes infinity, NaN stays one and becomes quiet.</summary>
static unsafe class EncodeBF16
{
    internal static void Scalar(float* source, byte* target, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);
            ((ushort*)target)[i] = (bits & 0x7FFFFFFF) > 0x7F800000
                ? (ushort)(bits >> 16 | 0x40)
                : (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Vector(float* source, byte* target, nint count)
    {
        nint i = 0;
        for (; i + 16 <= count; i += 16)
        {
            Vector256<uint> low = Round(Vector256.Load(source + i).AsUInt32());
            Vector256<uint> high = Round(Vector256.Load(source + i + 8).AsUInt32());
            Vector256.Narrow(low, high).Store((ushort*)target + i);
        }
        Scalar(source + i, target + i * 2, count - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Round(Vector256<uint> bits)
    {
        Vector256<uint> upper = Vector256.ShiftRightLogical(bits, 16);
        Vector256<uint> rounded = Vector256.ShiftRightLogical(bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One), 16);
        Vector256<int> nan = Vector256.GreaterThan((bits & Vector256.Create(0x7FFFFFFFu)).AsInt32(), Vector256.Create(0x7F800000));
        return Vector256.ConditionalSelect(nan.AsUInt32(), upper | Vector256.Create(0x40u), rounded);
    }
}
