using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>Addition of one row to another: residual connections, biases, weighted experts.</summary>
public static unsafe class AddRow
{
    /// <summary><c>target[i] += source[i]</c>.</summary>
    /// <param name="target"><c>[length]</c>.</param>
    /// <param name="source"><c>[length]</c>.</param>
    /// <param name="length">Values in the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(float* target, float* source, nint length)
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            (Vector512.Load(target + i) + Vector512.Load(source + i)).Store(target + i);
        for (; i < length; i++)
            target[i] += source[i];
    }

    /// <summary><c>target[i] += source[i] * weight</c>, rounded twice.</summary>
    /// <param name="target"><c>[length]</c>.</param>
    /// <param name="source"><c>[length]</c>.</param>
    /// <param name="weight">Factor of the source.</param>
    /// <param name="length">Values in the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weighted(float* target, float* source, float weight, nint length)
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            (Vector512.Load(target + i) + Vector512.Load(source + i) * weight).Store(target + i);
        for (; i < length; i++)
            target[i] += source[i] * weight;
    }
}
