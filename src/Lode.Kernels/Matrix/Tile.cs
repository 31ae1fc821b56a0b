using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Matrix;

/// <summary>The inner product tile: 8 decoded weight rows times any number of activation rows.</summary>
/// <remarks>
/// Each output has 16 running sums; sum j takes the columns congruent to j modulo 16 in ascending order, by fused multiply-add, and
/// <see cref="Reduce"/> folds the 16 in one fixed tree. That order depends on nothing but the column count, which is what makes a row's
/// result the same to the bit for every batch size, chunking, thread count and (where the machine fuses) vector width.
/// </remarks>
static unsafe class Tile
{
    /// <summary>Weight rows per tile.</summary>
    internal const int Rows = 8;

    /// <summary>Running sums per output.</summary>
    internal const int Lanes = 16;

    /// <summary>Floats of running sums per activation row: <c>[Rows, Lanes]</c>.</summary>
    internal const int Sums = Rows * Lanes;

    /// <summary>The fastest tile of this machine: (weights [8, columns], inputs, input stride, tokens, columns, sums [tokens, 8, 16]).</summary>
    /// <remarks><c>columns</c> is a multiple of 16; strides are in floats; sums are read and written.</remarks>
    internal static delegate*<float*, nint, float*, nint, nint, nint, float*, void> Best { get; } =
        Avx512F.IsSupported && Vector512.IsHardwareAccelerated ? &TileAvx512.Accumulate
        : Avx2.IsSupported && Fma.IsSupported ? &TileAvx2.Accumulate
        : &TilePortable.Accumulate;

    /// <summary>The sum of 16 lanes in the fixed tree: halves, quarters, eighths, then the last pair.</summary>
    internal static float Reduce(float* lanes)
    {
        Vector128<float> a = Vector128.Load(lanes) + Vector128.Load(lanes + 8);
        Vector128<float> b = Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12);
        Vector128<float> c = a + b;
        return c[0] + c[2] + (c[1] + c[3]);
    }
}
