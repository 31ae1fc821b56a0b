using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>Keeps scores or logits between two bounds, smoothly (Gemma 2, arXiv 2408.00118; Bello et al., arXiv 1611.09940).</summary>
public static unsafe class SoftCap
{
    /// <summary><c>values[i] = cap * tanh(values[i] / cap)</c>.</summary>
    /// <param name="values"><c>[length]</c>, changed in place; nothing behind is touched.</param>
    /// <param name="length">Values in the row.</param>
    /// <param name="cap">The bound, more than 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(float* values, nint length, float cap)
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            (Tanh.Of(Vector512.Load(values + i) / cap) * cap).Store(values + i);
        if (i == length)
            return;
        // The rest in the same vectors, so that a value does not depend on where in the row it stands.
        float* lanes = stackalloc float[16];
        Vector512<float>.Zero.Store(lanes);
        for (nint j = i; j < length; j++)
            lanes[j - i] = values[j];
        (Tanh.Of(Vector512.Load(lanes) / cap) * cap).Store(lanes);
        for (nint j = i; j < length; j++)
            values[j] = lanes[j - i];
    }

    /// <summary>The same of one value, as one would write it down, in binary64: what the vector path is checked against.</summary>
    public static double Reference(double value, double cap) => cap * Math.Tanh(value / cap);
}
