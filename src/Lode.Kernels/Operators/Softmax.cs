using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>Softmax of one row.</summary>
public static unsafe class Softmax
{
    /// <summary><c>values[i] = exp(values[i] - max) / sum</c>.</summary>
    /// <remarks>
    /// Lane j of 16 takes the values congruent to j modulo 16; the sums fold in the tree of the matrix tile. The order depends on the
    /// length only. The values are readable and writable up to the next multiple of 16, and what stands there is overwritten.
    /// </remarks>
    /// <param name="values"><c>[length]</c>, changed in place.</param>
    /// <param name="length">1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(float* values, nint length)
    {
        nint padded = (length + 15) & -16;
        for (nint i = length; i < padded; i++)
            values[i] = float.NegativeInfinity;
        Vector512<float> top = Vector512.Load(values);
        for (nint i = 16; i < padded; i += 16)
            top = Vector512.Max(top, Vector512.Load(values + i));
        float* lanes = stackalloc float[16];
        top.Store(lanes);
        float max = lanes[0];
        for (int i = 1; i < 16; i++)
            max = MathF.Max(max, lanes[i]);

        Vector512<float> shift = Vector512.Create(max);
        Vector512<float> sums = Vector512<float>.Zero;
        for (nint i = 0; i < padded; i += 16)
        {
            Vector512<float> e = Vector512.Exp(Vector512.Load(values + i) - shift);
            sums += e;
            e.Store(values + i);
        }
        sums.Store(lanes);
        float scale = 1f / Matrix.Tile.Reduce(lanes);
        for (nint i = 0; i < padded; i += 16)
            (Vector512.Load(values + i) * scale).Store(values + i);
    }
}
