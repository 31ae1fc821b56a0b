using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>Addition of one row to another: residual connections, biases, weighted experts.</summary>
public static unsafe class AddRow
{
    /// <summary><c>target[i] += source[i]</c>.</summary>
    /// <param name="target"><c>[length]</c>.</param>
    /// <param name="source"><c>[length]</c>.</param>
    /// <param name="length">Values in the row.</param>
    public static void Row(float* target, float* source, nint length)
    {
        if (Vector512.IsHardwareAccelerated)
            Row<Sixteen512>(target, source, length);
        else if (Vector256.IsHardwareAccelerated)
            Row<Sixteen256>(target, source, length);
        else
            Row<Sixteen128>(target, source, length);
    }

    /// <summary><c>target[i] += source[i] * weight</c>, rounded twice.</summary>
    /// <param name="target"><c>[length]</c>.</param>
    /// <param name="source"><c>[length]</c>.</param>
    /// <param name="weight">Factor of the source.</param>
    /// <param name="length">Values in the row.</param>
    public static void Weighted(float* target, float* source, float weight, nint length)
    {
        if (Vector512.IsHardwareAccelerated)
            Weighted<Sixteen512>(target, source, weight, length);
        else if (Vector256.IsHardwareAccelerated)
            Weighted<Sixteen256>(target, source, weight, length);
        else
            Weighted<Sixteen128>(target, source, weight, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<T>(float* target, float* source, nint length) where T : struct, ISixteen<T>
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            T.Store(T.Load(target + i) + T.Load(source + i), target + i);
        for (; i < length; i++)
            target[i] += source[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Weighted<T>(float* target, float* source, float weight, nint length) where T : struct, ISixteen<T>
    {
        T factor = T.Create(weight);
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            T.Store(T.Load(target + i) + T.Load(source + i) * factor, target + i);
        for (; i < length; i++)
            target[i] += source[i] * weight;
    }
}
