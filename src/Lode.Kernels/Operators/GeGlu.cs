using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>The gated activation of the Gemma family (Shazeer 2020, arXiv 2002.05202), with GELU in its tanh form.</summary>
/// <remarks>
/// GELU's tanh form is x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3) (Hendrycks and Gimpel, arXiv 1606.08415), which is
/// x / (1 + exp(-2u)): nothing cancels where x is negative.
/// </remarks>
public static unsafe class GeGlu
{
    const float Slope = -1.5957691216057308f; // -2 sqrt(2 / pi)
    const float Cubic = 0.044715f;

    /// <summary><c>gate[i] = gelu(gate[i]) * up[i]</c>.</summary>
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
        gate / (T.Create(1) + Exponential.Of(gate * T.Create(Slope) * (T.Create(1) + gate * gate * T.Create(Cubic)))) * up;

    /// <summary>GELU of one value, as one would write it down, in binary64: what the vector path is checked against.</summary>
    public static double Reference(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
}
