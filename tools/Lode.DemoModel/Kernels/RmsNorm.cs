using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.DemoModel.Kernels;

/// <summary>y = gain * x / rms(x), and its gradient. Rows are contiguous, their width a multiple of 16.</summary>
static unsafe class RmsNorm
{
    public const float Epsilon = 1e-5f;

    /// <summary>Writes y and, for the way back, 1 / rms of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(float* x, float* gain, float* y, float* inverse, int rows, int width)
    {
        for (int row = 0; row < rows; row++, x += width, y += width)
        {
            Vector512<float> squares = default;
            for (int i = 0; i < width; i += 16)
            {
                Vector512<float> v = Vector512.Load(x + i);
                squares = Vector512.FusedMultiplyAdd(v, v, squares);
            }
            float scale = 1 / MathF.Sqrt(VectorMath.Sum(squares) / width + Epsilon);
            inverse[row] = scale;
            for (int i = 0; i < width; i += 16)
                (Vector512.Load(x + i) * Vector512.Create(scale) * Vector512.Load(gain + i)).Store(y + i);
        }
    }

    /// <summary>Adds to <paramref name="dx"/> and <paramref name="dGain"/> what dL/dy = <paramref name="dy"/> means for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* dy, float* x, float* gain, float* inverse, float* dx, float* dGain, int rows, int width)
    {
        for (int row = 0; row < rows; row++, x += width, dy += width, dx += width)
        {
            Vector512<float> dot = default;
            for (int i = 0; i < width; i += 16)
                dot = Vector512.FusedMultiplyAdd(Vector512.Load(dy + i) * Vector512.Load(gain + i), Vector512.Load(x + i), dot);
            float scale = inverse[row];
            Vector512<float> scales = Vector512.Create(scale);
            Vector512<float> pull = Vector512.Create(-(scale * scale * scale * (VectorMath.Sum(dot) / width)));
            for (int i = 0; i < width; i += 16)
            {
                Vector512<float> v = Vector512.Load(x + i), d = Vector512.Load(dy + i);
                Vector512.FusedMultiplyAdd(d * v, scales, Vector512.Load(dGain + i)).Store(dGain + i);
                Vector512<float> sum = Vector512.FusedMultiplyAdd(d * Vector512.Load(gain + i), scales, Vector512.Load(dx + i));
                Vector512.FusedMultiplyAdd(v, pull, sum).Store(dx + i);
            }
        }
    }
}
