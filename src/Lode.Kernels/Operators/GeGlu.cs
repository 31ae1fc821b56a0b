using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(float* gate, float* up, nint length)
    {
        nint i = 0;
        for (; i + 16 <= length; i += 16)
        {
            Vector512<float> g = Vector512.Load(gate + i);
            Vector512<float> exponent = g * Slope * (Vector512<float>.One + g * g * Cubic);
            (g / (Vector512<float>.One + Vector512.Exp(exponent)) * Vector512.Load(up + i)).Store(gate + i);
        }
        for (; i < length; i++)
        {
            float g = gate[i];
            gate[i] = g / (1f + MathF.Exp(g * Slope * (1f + g * g * Cubic))) * up[i];
        }
    }

    /// <summary>GELU of one value, as one would write it down, in binary64: what the vector path is checked against.</summary>
    public static double Reference(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
}
