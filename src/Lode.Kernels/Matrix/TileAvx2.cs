using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Matrix;

/// <summary>The tile in 256-bit vectors: 4 rows x 1 token, two registers per output.</summary>
static unsafe class TileAvx2
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Accumulate(float* weights, nint weightStride, float* inputs, nint inputStride, nint tokens, nint columns, float* sums)
    {
        for (nint token = 0; token < tokens; token++, inputs += inputStride, sums += Tile.Sums)
        {
            Four(weights, weightStride, inputs, columns, sums);
            Four(weights + 4 * weightStride, weightStride, inputs, columns, sums + 4 * Tile.Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Four(float* w, nint stride, float* x, nint columns, float* sums)
    {
        Vector256<float> a0 = Vector256.Load(sums);
        Vector256<float> a1 = Vector256.Load(sums + 8);
        Vector256<float> a2 = Vector256.Load(sums + 16);
        Vector256<float> a3 = Vector256.Load(sums + 24);
        Vector256<float> a4 = Vector256.Load(sums + 32);
        Vector256<float> a5 = Vector256.Load(sums + 40);
        Vector256<float> a6 = Vector256.Load(sums + 48);
        Vector256<float> a7 = Vector256.Load(sums + 56);
        float* w2 = w + 2 * stride;
        float* end = x + columns;
        for (; x < end; x += 16, w += 16, w2 += 16)
        {
            Vector256<float> low = Vector256.Load(x);
            Vector256<float> high = Vector256.Load(x + 8);
            a0 = Fma.MultiplyAdd(Vector256.Load(w), low, a0);
            a1 = Fma.MultiplyAdd(Vector256.Load(w + 8), high, a1);
            a2 = Fma.MultiplyAdd(Vector256.Load(w + stride), low, a2);
            a3 = Fma.MultiplyAdd(Vector256.Load(w + stride + 8), high, a3);
            a4 = Fma.MultiplyAdd(Vector256.Load(w2), low, a4);
            a5 = Fma.MultiplyAdd(Vector256.Load(w2 + 8), high, a5);
            a6 = Fma.MultiplyAdd(Vector256.Load(w2 + stride), low, a6);
            a7 = Fma.MultiplyAdd(Vector256.Load(w2 + stride + 8), high, a7);
        }
        a0.Store(sums);
        a1.Store(sums + 8);
        a2.Store(sums + 16);
        a3.Store(sums + 24);
        a4.Store(sums + 32);
        a5.Store(sums + 40);
        a6.Store(sums + 48);
        a7.Store(sums + 56);
    }
}
