using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>Q6_K panels: d, 16 x 16 signed scales, 32 x 64 bytes of low nibbles, 16 x 64 bytes of upper bit pairs.</summary>
static unsafe class Avx2Q6_K
{
    const int BlockBytes = 210 * PanelLayout.Rows;

    const int Scales = 2 * PanelLayout.Rows;

    const int Low = 18 * PanelLayout.Rows;

    const int High = Low + 128 * PanelLayout.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<T>(byte* panel, nint columns, byte* tile, float* sums) where T : struct, ITokenCount
    {
        new Span<float>(sums, T.Count * PanelLayout.Rows).Clear();
        for (byte* end = panel + columns / 256 * BlockBytes; panel < end; panel += BlockBytes)
        {
            for (int group = 0; group < 8; group++, tile += T.Count * ActivationTile.RowBlockBytes)
            {
                if (T.Count == 1)
                    Avx2Panel.Prefetch(panel + group * (BlockBytes / 8), BlockBytes / 8);
                // Groups 0, 1 take the low nibbles of the first and second 32 bytes, 2, 3 the high ones; 4 to 7 the same of the second 64.
                byte* low = panel + Low + (group / 4 * 16 + group % 2 * 8) * 64;
                byte* high = panel + High + group / 4 * 8 * 64;
                int nibble = group % 4 / 2 * 4, pair = group % 4 * 2;
                for (int half = 0; half < 2; half++)
                {
                    Vector256<float> d = Avx2Panel.Halves(panel + 16 * half);
                    byte* scales = panel + Scales + 32 * group + 8 * half;
                    Sixteen<T>(low + 32 * half, high + 32 * half, nibble, pair, d * Scale(scales), tile, 0, sums + 8 * half);
                    Sixteen<T>(low + 32 * half + 256, high + 32 * half + 256, nibble, pair, d * Scale(scales + 16), tile, 16, sums + 8 * half);
                }
            }
        }
    }

    /// <summary>A sub-block of 16 columns of 8 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Sixteen<T>(byte* low, byte* high, int nibble, int pair, Vector256<float> scales, byte* tile, int first, float* sums)
        where T : struct, ITokenCount
    {
        byte* x = tile + first;
        Vector256<byte> k = Codes(low, high, nibble, pair), l = Codes(low + 64, high + 64, nibble, pair);
        Vector256<byte> m = Codes(low + 128, high + 128, nibble, pair), n = Codes(low + 192, high + 192, nibble, pair);
        Add<T>(Dots(k, l, m, n, x), scales, tile, first, 0, sums);
        if (T.Count == 4)
        {
            Add<T>(Dots(k, l, m, n, x + 32), scales, tile, first, 1, sums);
            Add<T>(Dots(k, l, m, n, x + 64), scales, tile, first, 2, sums);
            Add<T>(Dots(k, l, m, n, x + 96), scales, tile, first, 3, sums);
        }
    }

    /// <summary>The codes 0 to 63 of four columns of 8 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Codes(byte* low, byte* high, int nibble, int pair) =>
        (Vector256.Load(low).AsUInt16() >>> nibble).AsByte() & Vector256.Create((byte)0x0F)
        | (Vector256.Load(high).AsUInt16() >>> pair << 4).AsByte() & Vector256.Create((byte)0x30);

    /// <summary>Two sums of 4 products of 63 * 127 fit 16 bits, four do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Dots(Vector256<byte> k, Vector256<byte> l, Vector256<byte> m, Vector256<byte> n, byte* x) =>
        Avx2Panel.Widen(Avx2Panel.Dot(k, x) + Avx2Panel.Dot(l, x + 4)) + Avx2Panel.Widen(Avx2Panel.Dot(m, x + 8) + Avx2Panel.Dot(n, x + 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<T>(Vector256<int> dots, Vector256<float> scales, byte* tile, int first, int token, float* sums) where T : struct, ITokenCount
    {
        int sum = ((int*)(tile + T.Count * ActivationTile.FirstSums))[token];
        if (first != 0)
            sum = ((int*)(tile + T.Count * ActivationTile.Sums))[token] - sum;
        Avx2Panel.Add(dots - Vector256.Create(sum << 5), scales, (float*)(tile + T.Count * ActivationTile.Scales) + token, sums + token * PanelLayout.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Scale(byte* scales) => Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32((sbyte*)scales));
}
