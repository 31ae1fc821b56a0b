using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>A row times a number: embeddings of the Gemma family.</summary>
public static unsafe class ScaleRow
{
    /// <summary><c>values[i] *= factor</c>.</summary>
    /// <param name="values"><c>[length]</c>, changed in place.</param>
    /// <param name="length">Values in the row.</param>
    /// <param name="factor">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(float* values, nint length, float factor)
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            (Vector512.Load(values + i) * factor).Store(values + i);
        for (; i < length; i++)
            values[i] *= factor;
    }
}
