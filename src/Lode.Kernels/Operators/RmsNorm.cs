using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>Root-mean-square normalisation (Zhang and Sennrich 2019, arXiv 1910.07467).</summary>
public static unsafe class RmsNorm
{
    /// <summary><c>target[i] = source[i] / sqrt(mean(source^2) + epsilon) * gain[i]</c>.</summary>
    /// <param name="source"><c>[length]</c>.</param>
    /// <param name="gain"><c>[length]</c>.</param>
    /// <param name="target"><c>[length]</c>; may be <paramref name="source"/>.</param>
    /// <param name="length">Values in the row.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public static void Row(float* source, float* gain, float* target, nint length, float epsilon)
    {
        if (Vector512.IsHardwareAccelerated)
            Row<Sixteen512>(source, gain, target, length, epsilon);
        else if (Vector256.IsHardwareAccelerated)
            Row<Sixteen256>(source, gain, target, length, epsilon);
        else
            Row<Sixteen128>(source, gain, target, length, epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<T>(float* source, float* gain, float* target, nint length, float epsilon) where T : struct, ISixteen<T>
    {
        float scale = 1f / MathF.Sqrt(SumOfSquares<T>(source, length) / length + epsilon);
        T factor = T.Create(scale);
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            T.Store(T.Load(source + i) * factor * T.Load(gain + i), target + i);
        for (; i < length; i++)
            target[i] = source[i] * scale * gain[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float SumOfSquares<T>(float* source, nint length) where T : struct, ISixteen<T>
    {
        T sums = T.Create(0);
        nint i = 0;
        for (; i + 16 <= length; i += 16)
        {
            T v = T.Load(source + i);
            sums += v * v;
        }
        float sum = T.Sum(sums);
        for (; i < length; i++)
            sum += source[i] * source[i];
        return sum;
    }
}
