using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Panels;

/// <summary>Rows of activations to 8 bits: 32 columns share the scale <c>max|x| / 127</c>, codes are rounded to nearest, ties to even.</summary>
/// <remarks>
/// Columns whose largest magnitude is below 2^-100 count as zeros. If one is infinite or NaN, the scale is NaN and the codes are zeros, so
/// that every product with them is NaN too. Scalar and vector results are the same to the bit.
/// </remarks>
static unsafe class ActivationQuantiser
{
    /// <summary>1.5 * 2^23: adding it leaves the nearest integer in the low bits.</summary>
    const float Rounder = 12582912;

    const int RounderBits = 0x4B400000;

    const float Tiny = 7.888609052210118e-31f; // 2^-100

    /// <summary>Writes one row into its place in a tile.</summary>
    /// <param name="source"><c>[columns]</c>.</param>
    /// <param name="columns">A multiple of 32.</param>
    /// <param name="tile">First byte of the tile (<see cref="ActivationTile"/>).</param>
    /// <param name="rows">Rows of the tile, 1 or 4.</param>
    /// <param name="row">The row's place, below <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row(float* source, nint columns, byte* tile, int rows, int row)
    {
        Vector128<int> magnitude = Vector128.Create(0x7FFFFFFF);
        for (; columns > 0; columns -= ActivationTile.Columns, source += ActivationTile.Columns, tile += rows * ActivationTile.RowBlockBytes)
        {
            // As integers, magnitudes are in order, and infinity and NaN come last.
            Vector128<int> most = Vector128<int>.Zero;
            for (int i = 0; i < ActivationTile.Columns; i += 4)
                most = Vector128.Max(most, Vector128.Load((int*)source + i) & magnitude);
            int bits = Math.Max(Math.Max(most[0], most[1]), Math.Max(most[2], most[3]));
            float scale, inverse;
            Scale(bits, out scale, out inverse);
            sbyte* codes = (sbyte*)tile + row * ActivationTile.Columns;
            Vector128<float> factor = Vector128.Create(inverse), rounder = Vector128.Create(Rounder);
            Vector128<int> integer = Vector128.Create(RounderBits);
            Vector128<int> first = default, sum = default;
            for (int i = 0; i < ActivationTile.Columns; i += 16)
            {
                first = sum;
                Vector128<int> a = (Vector128.Load(source + i) * factor + rounder).AsInt32() - integer;
                Vector128<int> b = (Vector128.Load(source + i + 4) * factor + rounder).AsInt32() - integer;
                Vector128<int> c = (Vector128.Load(source + i + 8) * factor + rounder).AsInt32() - integer;
                Vector128<int> d = (Vector128.Load(source + i + 12) * factor + rounder).AsInt32() - integer;
                if (inverse == 0) // also for what is not finite, where 0 * x would not be 0
                    a = b = c = d = default;
                Vector128.Narrow(Vector128.Narrow(a, b), Vector128.Narrow(c, d)).Store(codes + i);
                sum += a + b + (c + d);
            }
            Write(tile, rows, row, scale, Pair(sum[0] + sum[1], sum[2] + sum[3]), Pair(first[0] + first[1], first[2] + first[3]));
        }
    }

    /// <summary>The same, as one would write it down.</summary>
    internal static void Scalar(float* source, nint columns, byte* tile, int rows, int row)
    {
        Span<int> sums = stackalloc int[4]; // by half and pair
        for (; columns > 0; columns -= ActivationTile.Columns, source += ActivationTile.Columns, tile += rows * ActivationTile.RowBlockBytes)
        {
            int most = 0;
            for (int i = 0; i < ActivationTile.Columns; i++)
                most = Math.Max(most, BitConverter.SingleToInt32Bits(source[i]) & 0x7FFFFFFF);
            Scale(most, out float scale, out float inverse);
            sbyte* codes = (sbyte*)tile + row * ActivationTile.Columns;
            sums.Clear();
            for (int i = 0; i < ActivationTile.Columns; i++)
            {
                codes[i] = inverse == 0 ? (sbyte)0 : (sbyte)MathF.Round(source[i] * inverse, MidpointRounding.ToEven);
                sums[i / 16 * 2 + i / 2 % 2] += codes[i];
            }
            Write(tile, rows, row, scale, Pair(sums[0] + sums[2], sums[1] + sums[3]), Pair(sums[0], sums[1]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Scale(int magnitudeBits, out float scale, out float inverse)
    {
        float most = BitConverter.Int32BitsToSingle(magnitudeBits);
        scale = magnitudeBits >= 0x7F800000 ? float.NaN : most < Tiny ? 0 : most / 127;
        inverse = most >= Tiny && magnitudeBits < 0x7F800000 ? 127 / most : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Pair(int even, int odd) => (ushort)even | odd << 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write(byte* tile, int rows, int row, float scale, int pair, int firstPair)
    {
        ((float*)(tile + rows * ActivationTile.Scales))[row] = scale;
        ((float*)(tile + rows * ActivationTile.ScaledSums))[row] = scale * ((short)pair + (pair >> 16));
        ((int*)(tile + rows * ActivationTile.Sums))[row] = pair;
        ((int*)(tile + rows * ActivationTile.FirstSums))[row] = firstPair;
    }
}
