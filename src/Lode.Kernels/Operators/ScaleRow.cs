using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>A row times a number: embeddings of the Gemma family.</summary>
public static unsafe class ScaleRow
{
    /// <summary><c>values[i] *= factor</c>.</summary>
    /// <param name="values"><c>[length]</c>, changed in place.</param>
    /// <param name="length">Values in the row.</param>
    /// <param name="factor">The number.</param>
    public static void Row(float* values, nint length, float factor)
    {
        if (Vector512.IsHardwareAccelerated)
            Row<Sixteen512>(values, length, factor);
        else if (Vector256.IsHardwareAccelerated)
            Row<Sixteen256>(values, length, factor);
        else
            Row<Sixteen128>(values, length, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<T>(float* values, nint length, float factor) where T : struct, ISixteen<T>
    {
        T all = T.Create(factor);
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            T.Store(T.Load(values + i) * all, values + i);
        for (; i < length; i++)
            values[i] *= factor;
    }
}
