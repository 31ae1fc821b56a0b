using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.DemoModel.Kernels;

/// <summary>Rotary positions in adjacent pairs (Su et al. 2021): pair j of position p turns by p * 10000^(-2 j / 32).</summary>
/// <remarks>
/// The table comes from powers of one square root, a Taylor series and repeated rotation, all of which IEEE arithmetic fixes to the
/// bit; sines and cosines of the platform's library differ between platforms.
/// </remarks>
sealed unsafe class Rope : IDisposable
{
    public const int HeadWidth = 32;

    readonly FloatBuffer _cosines, _sines;

    public Rope(int positions)
    {
        _cosines = new FloatBuffer(positions * HeadWidth);
        _sines = new FloatBuffer(positions * HeadWidth);
        double step = 1 / Math.Sqrt(Math.Sqrt(10)); // 10000^(-2/32)
        double angle = 1;
        for (int pair = 0; pair < HeadWidth / 2; pair++, angle *= step)
        {
            (double sine, double cosine) = SineAndCosine(angle);
            double s = 0, c = 1;
            for (int position = 0; position < positions; position++)
            {
                int at = position * HeadWidth + 2 * pair;
                _cosines.Pointer[at] = _cosines.Pointer[at + 1] = (float)c;
                _sines.Pointer[at] = -(float)s;
                _sines.Pointer[at + 1] = (float)s;
                (s, c) = (s * cosine + c * sine, c * cosine - s * sine);
            }
        }
    }

    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }

    /// <summary>Turns the heads at the start of each row; row 0 is position <paramref name="first"/>.</summary>
    /// <param name="x">Rows of at least <paramref name="heads"/> * 32 numbers.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="rows">Positions.</param>
    /// <param name="heads">How many heads to turn.</param>
    /// <param name="direction">1, or -1 to turn gradients back.</param>
    /// <param name="first">The first row's position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Turn(float* x, nint stride, int rows, int heads, float direction, int first = 0)
    {
        Vector512<int> partners = Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
        for (int row = 0; row < rows; row++)
        {
            float* cosines = _cosines.Pointer + (first + row) * HeadWidth, sines = _sines.Pointer + (first + row) * HeadWidth;
            for (int i = 0; i < heads * HeadWidth; i += 16)
            {
                Vector512<float> v = Vector512.Load(x + row * stride + i);
                Vector512<float> turned = Vector512.Shuffle(v, partners) * (Vector512.Load(sines + i % HeadWidth) * Vector512.Create(direction));
                Vector512.FusedMultiplyAdd(v, Vector512.Load(cosines + i % HeadWidth), turned).Store(x + row * stride + i);
            }
        }
    }

    /// <summary>Sine and cosine of an angle between -4 and 4 by their Taylor series.</summary>
    public static (double Sine, double Cosine) SineAndCosine(double angle)
    {
        double sine = 0, cosine = 0, term = 1;
        for (int i = 0; i < 40; i += 4)
        {
            cosine += term;
            term *= angle / (i + 1);
            sine += term;
            term *= angle / (i + 2);
            cosine -= term;
            term *= angle / (i + 3);
            sine -= term;
            term *= angle / (i + 4);
        }
        return (sine, cosine);
    }
}
