using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Panels;

/// <summary>Q4_0 panels: 32 scales' bytes, then 4 x 64 bytes of nibbles; 8 x 2 products of 15 * 127 fit 16 bits.</summary>
readonly unsafe struct Avx2Q4_0 : IAvx2Block
{
    public static int Bytes => 18 * PanelLayout.Rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Half<T>(byte* block, int half, byte* tile, float* sums) where T : struct, ITokenCount
    {
        Vector256<float> scales = Avx2Panel.Halves(block + 16 * half);
        byte* codes = block + 32 + 32 * half;
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
