using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>Keeps scores or logits between two bounds, smoothly (Gemma 2, arXiv 2408.00118; Bello et al., arXiv 1611.09940).</summary>
public static unsafe class SoftCap
{
    /// <summary><c>values[i] = cap * tanh(values[i] / cap)</c>.</summary>
    /// <param name="values"><c>[length]</c>, changed in place; nothing behind is touched.</param>
    /// <param name="length">Values in the row.</param>
    /// <param name="cap">The bound, more than 0.</param>
    public static void Row(float* values, nint length, float cap)
    {
        if (Vector512.IsHardwareAccelerated)
            Row<Sixteen512>(values, length, cap);
        else if (Vector256.IsHardwareAccelerated)
            Row<Sixteen256>(values, length, cap);
        else
            Row<Sixteen128>(values, length, cap);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<T>(float* values, nint length, float cap) where T : struct, ISixteen<T>
    {
        T bound = T.Create(cap);
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            T.Store(Tanh.Of(T.Load(values + i) / bound) * bound, values + i);
        if (i < length)
            Rest.Store(Tanh.Of(Rest.Load<T>(values + i, length - i) / bound) * bound, values + i, length - i);
    }

    /// <summary>The same of one value, as one would write it down, in binary64: what the vector path is checked against.</summary>
    public static double Reference(double value, double cap) => cap * Math.Tanh(value / cap);
}
