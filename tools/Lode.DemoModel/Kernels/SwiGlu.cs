using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.DemoModel.Kernels;

/// <summary>silu(gate) * up. Rows of the input hold the gates, then the ups; the width of either is a multiple of 16.</summary>
static unsafe class SwiGlu
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* gateUp, float* y, int rows, int width)
    {
        for (int row = 0; row < rows; row++, gateUp += 2 * width, y += width)
        {
            for (int i = 0; i < width; i += 16)
            {
                Vector512<float> gate = Vector512.Load(gateUp + i);
                (gate * Sigmoid(gate) * Vector512.Load(gateUp + width + i)).Store(y + i);
            }
        }
    }

    /// <summary>Writes the gradient of the input, given that of the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* dy, float* gateUp, float* dGateUp, int rows, int width)
    {
        for (int row = 0; row < rows; row++, gateUp += 2 * width, dGateUp += 2 * width, dy += width)
        {
            for (int i = 0; i < width; i += 16)
            {
                Vector512<float> gate = Vector512.Load(gateUp + i), up = Vector512.Load(gateUp + width + i), d = Vector512.Load(dy + i);
                Vector512<float> sigmoid = Sigmoid(gate);
                Vector512<float> silu = gate * sigmoid;
                (d * silu).Store(dGateUp + width + i);
                // silu' = s + g s (1 - s)
                Vector512<float> slope = Vector512.FusedMultiplyAdd(silu, Vector512<float>.One - sigmoid, sigmoid);
                (d * up * slope).Store(dGateUp + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + VectorMath.Exp(-x));
}
