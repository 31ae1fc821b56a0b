using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Matrix;

/// <summary>The tile in 128-bit vectors, for every machine.</summary>
/// <remarks>Fuses where the machine can (Arm64 always does); elsewhere it rounds twice, since fusing in software is a hundred times slower.</remarks>
static unsafe class TilePortable
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Accumulate(float* weights, nint weightStride, float* inputs, nint inputStride, nint tokens, nint columns, float* sums)
    {
        for (nint token = 0; token < tokens; token++, inputs += inputStride)
        {
            for (nint row = 0; row < Tile.Rows; row++, sums += Tile.Lanes)
                Row(weights + row * weightStride, inputs, columns, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Row(float* w, float* x, nint columns, float* sums)
    {
        Vector128<float> a = Vector128.Load(sums);
        Vector128<float> b = Vector128.Load(sums + 4);
        Vector128<float> c = Vector128.Load(sums + 8);
        Vector128<float> d = Vector128.Load(sums + 12);
        for (nint i = 0; i < columns; i += 16)
        {
            a = Vector128.MultiplyAddEstimate(Vector128.Load(w + i), Vector128.Load(x + i), a);
            b = Vector128.MultiplyAddEstimate(Vector128.Load(w + i + 4), Vector128.Load(x + i + 4), b);
            c = Vector128.MultiplyAddEstimate(Vector128.Load(w + i + 8), Vector128.Load(x + i + 8), c);
            d = Vector128.MultiplyAddEstimate(Vector128.Load(w + i + 12), Vector128.Load(x + i + 12), d);
        }
        a.Store(sums);
        b.Store(sums + 4);
        c.Store(sums + 8);
        d.Store(sums + 12);
    }
}
