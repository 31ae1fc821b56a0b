using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>The gated activation of the llama family (Shazeer 2020, arXiv 2002.05202).</summary>
public static unsafe class SwiGlu
{
    /// <summary><c>gate[i] = gate[i] / (1 + exp(-gate[i])) * up[i]</c>.</summary>
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
            Vector512<float> sigmoid = Vector512<float>.One / (Vector512<float>.One + Vector512.Exp(-g));
            (g * sigmoid * Vector512.Load(up + i)).Store(gate + i);
        }
        for (; i < length; i++)
            gate[i] = gate[i] * (1f / (1f + MathF.Exp(-gate[i]))) * up[i];
    }
}
