using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(float* source, float* gain, float* target, nint length, float epsilon)
    {
        float scale = 1f / MathF.Sqrt(SumOfSquares(source, length) / length + epsilon);
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            (Vector512.Load(source + i) * scale * Vector512.Load(gain + i)).Store(target + i);
        for (; i < length; i++)
            target[i] = source[i] * scale * gain[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float SumOfSquares(float* source, nint length)
    {
        Vector512<float> sums = Vector512<float>.Zero;
        nint i = 0;
        for (; i + 16 <= length; i += 16)
        {
            Vector512<float> v = Vector512.Load(source + i);
            sums += v * v;
        }
        float* lanes = stackalloc float[16];
        sums.Store(lanes);
        float sum = Matrix.Tile.Reduce(lanes);
        for (; i < length; i++)
            sum += source[i] * source[i];
        return sum;
    }
}
