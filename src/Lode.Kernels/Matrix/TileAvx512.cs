using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Matrix;

/// <summary>The tile in 512-bit vectors: 8 rows x 2 tokens in 16 registers.</summary>
static unsafe class TileAvx512
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Accumulate(float* weights, nint weightStride, float* inputs, nint inputStride, nint tokens, nint columns, float* sums)
    {
        nint token = 0;
        for (; token + 2 <= tokens; token += 2, sums += 2 * Tile.Sums)
            Two(weights, weightStride, inputs + token * inputStride, inputStride, columns, sums);
        if (token < tokens)
            One(weights, weightStride, inputs + token * inputStride, columns, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void One(float* w, nint stride, float* x, nint columns, float* sums)
    {
        Vector512<float> a0 = Vector512.Load(sums);
        Vector512<float> a1 = Vector512.Load(sums + 16);
        Vector512<float> a2 = Vector512.Load(sums + 32);
        Vector512<float> a3 = Vector512.Load(sums + 48);
        Vector512<float> a4 = Vector512.Load(sums + 64);
        Vector512<float> a5 = Vector512.Load(sums + 80);
        Vector512<float> a6 = Vector512.Load(sums + 96);
        Vector512<float> a7 = Vector512.Load(sums + 112);
        float* w4 = w + 4 * stride;
        float* end = x + columns;
        for (; x < end; x += 16, w += 16, w4 += 16)
        {
            Vector512<float> v = Vector512.Load(x);
            a0 = Vector512.FusedMultiplyAdd(Vector512.Load(w), v, a0);
            a1 = Vector512.FusedMultiplyAdd(Vector512.Load(w + stride), v, a1);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Load(w + 2 * stride), v, a2);
            a3 = Vector512.FusedMultiplyAdd(Vector512.Load(w + 3 * stride), v, a3);
            a4 = Vector512.FusedMultiplyAdd(Vector512.Load(w4), v, a4);
            a5 = Vector512.FusedMultiplyAdd(Vector512.Load(w4 + stride), v, a5);
            a6 = Vector512.FusedMultiplyAdd(Vector512.Load(w4 + 2 * stride), v, a6);
            a7 = Vector512.FusedMultiplyAdd(Vector512.Load(w4 + 3 * stride), v, a7);
        }
        a0.Store(sums);
        a1.Store(sums + 16);
        a2.Store(sums + 32);
        a3.Store(sums + 48);
        a4.Store(sums + 64);
        a5.Store(sums + 80);
        a6.Store(sums + 96);
        a7.Store(sums + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Two(float* w, nint stride, float* x, nint inputStride, nint columns, float* sums)
    {
        Vector512<float> a0 = Vector512.Load(sums);
        Vector512<float> a1 = Vector512.Load(sums + 16);
        Vector512<float> a2 = Vector512.Load(sums + 32);
        Vector512<float> a3 = Vector512.Load(sums + 48);
        Vector512<float> a4 = Vector512.Load(sums + 64);
        Vector512<float> a5 = Vector512.Load(sums + 80);
        Vector512<float> a6 = Vector512.Load(sums + 96);
        Vector512<float> a7 = Vector512.Load(sums + 112);
        Vector512<float> b0 = Vector512.Load(sums + 128);
        Vector512<float> b1 = Vector512.Load(sums + 144);
        Vector512<float> b2 = Vector512.Load(sums + 160);
        Vector512<float> b3 = Vector512.Load(sums + 176);
        Vector512<float> b4 = Vector512.Load(sums + 192);
        Vector512<float> b5 = Vector512.Load(sums + 208);
        Vector512<float> b6 = Vector512.Load(sums + 224);
        Vector512<float> b7 = Vector512.Load(sums + 240);
        float* w4 = w + 4 * stride;
        float* end = x + columns;
        for (; x < end; x += 16, w += 16, w4 += 16)
        {
            Vector512<float> v = Vector512.Load(x);
            Vector512<float> u = Vector512.Load(x + inputStride);
            Vector512<float> weight;
            weight = Vector512.Load(w);
            a0 = Vector512.FusedMultiplyAdd(weight, v, a0);
            b0 = Vector512.FusedMultiplyAdd(weight, u, b0);
            weight = Vector512.Load(w + stride);
            a1 = Vector512.FusedMultiplyAdd(weight, v, a1);
            b1 = Vector512.FusedMultiplyAdd(weight, u, b1);
            weight = Vector512.Load(w + 2 * stride);
            a2 = Vector512.FusedMultiplyAdd(weight, v, a2);
            b2 = Vector512.FusedMultiplyAdd(weight, u, b2);
            weight = Vector512.Load(w + 3 * stride);
            a3 = Vector512.FusedMultiplyAdd(weight, v, a3);
            b3 = Vector512.FusedMultiplyAdd(weight, u, b3);
            weight = Vector512.Load(w4);
            a4 = Vector512.FusedMultiplyAdd(weight, v, a4);
            b4 = Vector512.FusedMultiplyAdd(weight, u, b4);
            weight = Vector512.Load(w4 + stride);
            a5 = Vector512.FusedMultiplyAdd(weight, v, a5);
            b5 = Vector512.FusedMultiplyAdd(weight, u, b5);
            weight = Vector512.Load(w4 + 2 * stride);
            a6 = Vector512.FusedMultiplyAdd(weight, v, a6);
            b6 = Vector512.FusedMultiplyAdd(weight, u, b6);
            weight = Vector512.Load(w4 + 3 * stride);
            a7 = Vector512.FusedMultiplyAdd(weight, v, a7);
            b7 = Vector512.FusedMultiplyAdd(weight, u, b7);
        }
        a0.Store(sums);
        a1.Store(sums + 16);
        a2.Store(sums + 32);
        a3.Store(sums + 48);
        a4.Store(sums + 64);
        a5.Store(sums + 80);
        a6.Store(sums + 96);
        a7.Store(sums + 112);
        b0.Store(sums + 128);
        b1.Store(sums + 144);
        b2.Store(sums + 160);
        b3.Store(sums + 176);
        b4.Store(sums + 192);
        b5.Store(sums + 208);
        b6.Store(sums + 224);
        b7.Store(sums + 240);
    }
}
