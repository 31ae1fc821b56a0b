using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>Softmax of one row.</summary>
public static unsafe class Softmax
{
    /// <summary><c>values[i] = exp(values[i] - max) / sum</c>.</summary>
    /// <remarks>
    /// Lane j of 16 takes the values congruent to j modulo 16; the sums fold in the tree of the matrix tile. The order depends on the
    /// length only. The values are readable and writable up to the next multiple of 16, and what stands there is overwritten.
    /// </remarks>
    /// <param name="values"><c>[length]</c>, changed in place.</param>
    /// <param name="length">1 or more.</param>
    public static void Row(float* values, nint length) => ScaleRow.Row(values, (length + 15) & -16, Weights(values, length));

    /// <summary><c>values[i] = exp(values[i] - max)</c>, which are not divided by their sum.</summary>
    /// <inheritdoc cref="Row(float*, nint)"/>
    /// <returns>1 / sum.</returns>
    public static float Weights(float* values, nint length)
    {
        return Vector512.IsHardwareAccelerated ? Weights<Sixteen512>(values, length)
            : Vector256.IsHardwareAccelerated ? Weights<Sixteen256>(values, length)
            : Weights<Sixteen128>(values, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Weights<T>(float* values, nint length) where T : struct, ISixteen<T>
    {
        nint padded = (length + 15) & -16;
        for (nint i = length; i < padded; i++)
            values[i] = float.NegativeInfinity;
        T top = T.Load(values);
        for (nint i = 16; i < padded; i += 16)
            top = T.Max(top, T.Load(values + i));
        T max = T.Create(T.MaxAcross(top));
        T sums = T.Create(0);
        for (nint i = 0; i < padded; i += 16)
        {
            T e = Exponential.Of(T.Load(values + i) - max);
            sums += e;
            T.Store(e, values + i);
        }
        return 1f / T.Sum(sums);
    }
}
