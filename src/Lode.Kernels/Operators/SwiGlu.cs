using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>The gated activation of the llama family (Shazeer 2020, arXiv 2002.05202).</summary>
public static unsafe class SwiGlu
{
    /// <summary><c>gate[i] = gate[i] / (1 + exp(-gate[i])) * up[i]</c>.</summary>
    /// <param name="gate"><c>[length]</c>, overwritten with the result.</param>
    /// <param name="up"><c>[length]</c>.</param>
    /// <param name="length">Values in the row.</param>
    public static void Row(float* gate, float* up, nint length)
    {
        if (Vector512.IsHardwareAccelerated)
            Row<Sixteen512>(gate, up, length);
        else if (Vector256.IsHardwareAccelerated)
            Row<Sixteen256>(gate, up, length);
        else
            Row<Sixteen128>(gate, up, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<T>(float* gate, float* up, nint length) where T : struct, ISixteen<T>
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
            T.Store(Of(T.Load(gate + i), T.Load(up + i)), gate + i);
        if (i < length)
            Rest.Store(Of(Rest.Load<T>(gate + i, length - i), Rest.Load<T>(up + i, length - i)), gate + i, length - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Of<T>(T gate, T up) where T : struct, ISixteen<T> =>
        gate / (T.Create(1) + Exponential.Of(T.Create(0) - gate)) * up;
}
