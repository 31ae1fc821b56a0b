using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Checks;

/// <summary>Finds values that are not numbers to compute with: infinities and NaN.</summary>
public static unsafe class FiniteScan
{
    const int F32Exponent = 0x7F800000;
    const ushort F16Exponent = 0x7C00;
    const ushort BF16Exponent = 0x7F80;

    /// <summary>The index of the first infinity or NaN among <paramref name="count"/> values, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint FirstNotFinite(float* values, nint count)
    {
        nint i = 0;
        Vector256<int> exponent = Vector256.Create(F32Exponent);
        for (; i + 32 <= count; i += 32)
        {
            Vector256<int> a = Vector256.Equals(Vector256.Load((int*)values + i) & exponent, exponent);
            Vector256<int> b = Vector256.Equals(Vector256.Load((int*)values + i + 8) & exponent, exponent);
            Vector256<int> c = Vector256.Equals(Vector256.Load((int*)values + i + 16) & exponent, exponent);
            Vector256<int> d = Vector256.Equals(Vector256.Load((int*)values + i + 24) & exponent, exponent);
            if ((a | b | c | d) != Vector256<int>.Zero)
                break;
        }
        for (; i < count; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }
        return -1;
    }

    /// <summary>The index of the first infinity or NaN, or -1.</summary>
    public static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        fixed (float* first = values)
            return (int)FirstNotFinite(first, values.Length);
    }

    /// <summary>The index of the first infinity or NaN among <paramref name="count"/> stored values of F32, F16 or BF16, or -1.</summary>
    /// <exception cref="NotSupportedException">The format stores blocks: decode them, or see <see cref="BlockScales"/>.</exception>
    public static nint FirstNotFinite(TensorFormat format, byte* data, nint count) => format switch
    {
        TensorFormat.F32 => FirstNotFinite((float*)data, count),
        TensorFormat.F16 => FirstWithExponent((ushort*)data, count, F16Exponent),
        TensorFormat.BF16 => FirstWithExponent((ushort*)data, count, BF16Exponent),
        _ => throw new NotSupportedException($"{format} stores blocks, not values; their scales can be checked"),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nint FirstWithExponent(ushort* values, nint count, ushort all)
    {
        nint i = 0;
        Vector256<ushort> exponent = Vector256.Create(all);
        for (; i + 32 <= count; i += 32)
        {
            Vector256<ushort> a = Vector256.Equals(Vector256.Load(values + i) & exponent, exponent);
            Vector256<ushort> b = Vector256.Equals(Vector256.Load(values + i + 16) & exponent, exponent);
            if ((a | b) != Vector256<ushort>.Zero)
                break;
        }
        for (; i < count; i++)
        {
            if ((values[i] & all) == all)
                return i;
        }
        return -1;
    }
}
