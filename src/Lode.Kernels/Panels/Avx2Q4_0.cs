using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Panels;

/// <summary>Q4_0 panels: 32 scales' bytes, then 4 x 64 bytes of nibbles; 8 x 2 products of 15 * 127 fit 16 bits.</summary>
static unsafe class Avx2Q4_0
{
    const int BlockBytes = 18 * PanelLayout.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<T>(byte* panel, nint columns, byte* tile, float* sums) where T : struct, ITokenCount
    {
        new Span<float>(sums, T.Count * PanelLayout.Rows).Clear();
        for (byte* end = panel + columns / 32 * BlockBytes; panel < end; panel += BlockBytes, tile += T.Count * ActivationTile.RowBlockBytes)
        {
            if (T.Count == 1)
                Avx2Panel.Prefetch(panel, BlockBytes);
            Half<T>(panel + 32, Avx2Panel.Halves(panel), tile, sums);
            Half<T>(panel + 64, Avx2Panel.Halves(panel + 16), tile, sums + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Half<T>(byte* codes, Vector256<float> scales, byte* tile, float* sums) where T : struct, ITokenCount
    {
        Vector256<short> a = default, b = default, c = default, d = default;
        for (int j = 0; j < 4; j++)
        {
            Vector256<byte> packed = Vector256.Load(codes + 64 * j);
            Vector256<byte> low = Avx2Panel.LowNibbles(packed), high = Avx2Panel.HighNibbles(packed);
            byte* x = tile + 4 * j;
            a += Avx2Panel.Dot(low, x) + Avx2Panel.Dot(high, x + 16);
            if (T.Count == 4)
            {
                b += Avx2Panel.Dot(low, x + 32) + Avx2Panel.Dot(high, x + 48);
                c += Avx2Panel.Dot(low, x + 64) + Avx2Panel.Dot(high, x + 80);
                d += Avx2Panel.Dot(low, x + 96) + Avx2Panel.Dot(high, x + 112);
            }
        }
        Add<T>(a, scales, tile, 0, sums);
        if (T.Count == 4)
        {
            Add<T>(b, scales, tile, 1, sums);
            Add<T>(c, scales, tile, 2, sums);
            Add<T>(d, scales, tile, 3, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<T>(Vector256<short> dots, Vector256<float> scales, byte* tile, int token, float* sums) where T : struct, ITokenCount
    {
        Vector256<int> offset = Vector256.Create(((int*)(tile + T.Count * ActivationTile.Sums))[token]) << 3;
        Avx2Panel.Add(Avx2Panel.Widen(dots) - offset, scales, (float*)(tile + T.Count * ActivationTile.Scales) + token, sums + token * PanelLayout.Rows);
    }
}
