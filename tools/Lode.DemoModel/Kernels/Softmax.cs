using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.DemoModel.Kernels;

/// <summary>Softmax over rows whose length is a multiple of 16, and what its gradients need.</summary>
static unsafe class Softmax
{
    /// <summary>x[i] = e^(scale x[i]) / sum for i in [from, to), 0 elsewhere in the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Masked(float* x, int from, int to, int length, float scale)
    {
        for (int i = 0; i < from; i++)
            x[i] = float.NegativeInfinity;
        for (int i = to; i < length; i++)
            x[i] = float.NegativeInfinity;
        Normalize(x, length, scale);
    }

    /// <summary>x = softmax(scale x); returns the logarithm of the sum plus the largest value, in units of the scaled values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Normalize(float* x, int length, float scale)
    {
        Vector512<float> largest = Vector512.Load(x);
        for (int i = 16; i < length; i += 16)
            largest = Vector512.MaxNative(largest, Vector512.Load(x + i));
        float max = VectorMath.Max(largest);
        Vector512<float> maxes = Vector512.Create(max), scales = Vector512.Create(scale), sums = default;
        for (int i = 0; i < length; i += 16)
        {
            Vector512<float> e = VectorMath.Exp((Vector512.Load(x + i) - maxes) * scales);
            sums += e;
            e.Store(x + i);
        }
        float sum = VectorMath.Sum(sums);
        Vector512<float> inverse = Vector512.Create(1 / sum);
        for (int i = 0; i < length; i += 16)
            (Vector512.Load(x + i) * inverse).Store(x + i);
        return Math.Log(sum) + (double)max * scale;
    }

    /// <summary>dS = scale P (dP - sum(P dP)), written over dP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* p, float* dp, int length, float scale)
    {
        Vector512<float> dot = default;
        for (int i = 0; i < length; i += 16)
            dot = Vector512.FusedMultiplyAdd(Vector512.Load(p + i), Vector512.Load(dp + i), dot);
        Vector512<float> dots = Vector512.Create(VectorMath.Sum(dot)), scales = Vector512.Create(scale);
        for (int i = 0; i < length; i += 16)
            (Vector512.Load(p + i) * (Vector512.Load(dp + i) - dots) * scales).Store(dp + i);
    }
}
