using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Panels;

/// <summary>Q4_K panels: d and dmin, 12 x 16 bytes of packed scales and minima, then 32 x 64 bytes of nibbles, 8 for each two sub-blocks.</summary>
static unsafe class Avx2Q4_K
{
    const int BlockBytes = 144 * PanelLayout.Rows;

    const int Scales = 4 * PanelLayout.Rows;

    const int Codes = 16 * PanelLayout.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<T>(byte* panel, nint columns, byte* tile, float* sums) where T : struct, ITokenCount
    {
        new Span<float>(sums, T.Count * PanelLayout.Rows).Clear();
        nint tileBytes = T.Count * ActivationTile.RowBlockBytes;
        for (byte* end = panel + columns / 256 * BlockBytes; panel < end; panel += BlockBytes)
        {
            for (int pair = 0; pair < 4; pair++, tile += 2 * tileBytes)
            {
                if (T.Count == 1)
                    Avx2Panel.Prefetch(panel + pair * (BlockBytes / 4), BlockBytes / 4);
                for (int half = 0; half < 2; half++)
                    Half<T>(panel, pair, half, tile, tile + tileBytes, sums + 8 * half);
            }
        }
    }

    /// <summary>Two sub-blocks of 8 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Half<T>(byte* panel, int pair, int half, byte* tile, byte* next, float* sums) where T : struct, ITokenCount
    {
        Vector256<short> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        byte* codes = panel + Codes + 32 * half + 512 * pair;
        for (int j = 0; j < 8; j++)
        {
            Vector256<byte> packed = Vector256.Load(codes + 64 * j);
            Vector256<byte> low = Avx2Panel.LowNibbles(packed), high = Avx2Panel.HighNibbles(packed);
            byte* x = tile + 4 * j;
            byte* y = next + 4 * j;
            a += Avx2Panel.Dot(low, x);
            e += Avx2Panel.Dot(high, y);
            if (T.Count == 4)
            {
                b += Avx2Panel.Dot(low, x + 32);
                c += Avx2Panel.Dot(low, x + 64);
                d += Avx2Panel.Dot(low, x + 96);
                f += Avx2Panel.Dot(high, y + 32);
                g += Avx2Panel.Dot(high, y + 64);
                h += Avx2Panel.Dot(high, y + 96);
            }
        }
        Vector256<float> scale = Avx2Panel.Halves(panel + 16 * half), minimum = Avx2Panel.Halves(panel + 32 + 16 * half);
        byte* packedScales = panel + Scales + 8 * half;
        Add<T>(a, b, c, d, scale * Scale(packedScales, 2 * pair), minimum * Minimum(packedScales, 2 * pair), tile, sums);
        Add<T>(e, f, g, h, scale * Scale(packedScales, 2 * pair + 1), minimum * Minimum(packedScales, 2 * pair + 1), next, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add<T>(
        Vector256<short> a, Vector256<short> b, Vector256<short> c, Vector256<short> d,
        Vector256<float> scales, Vector256<float> minima, byte* tile, float* sums) where T : struct, ITokenCount
    {
        float* activationScales = (float*)(tile + T.Count * ActivationTile.Scales);
        float* scaledSums = (float*)(tile + T.Count * ActivationTile.ScaledSums);
        Avx2Panel.Add(Avx2Panel.Widen(a), scales, activationScales, sums);
        Avx2Panel.Subtract(minima, scaledSums, sums);
        if (T.Count == 4)
        {
            Avx2Panel.Add(Avx2Panel.Widen(b), scales, activationScales + 1, sums + PanelLayout.Rows);
            Avx2Panel.Subtract(minima, scaledSums + 1, sums + PanelLayout.Rows);
            Avx2Panel.Add(Avx2Panel.Widen(c), scales, activationScales + 2, sums + 2 * PanelLayout.Rows);
            Avx2Panel.Subtract(minima, scaledSums + 2, sums + 2 * PanelLayout.Rows);
            Avx2Panel.Add(Avx2Panel.Widen(d), scales, activationScales + 3, sums + 3 * PanelLayout.Rows);
            Avx2Panel.Subtract(minima, scaledSums + 3, sums + 3 * PanelLayout.Rows);
        }
    }

    /// <summary>The 6-bit scales of a sub-block of 8 rows; the packing is that of <see cref="Decode.ScaleMin"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Scale(byte* packed, int sub) => Vector256.ConvertToSingle(sub < 4
        ? Avx2Panel.Bytes(packed + 16 * sub) & Vector256.Create(63)
        : Avx2Panel.Bytes(packed + 16 * (sub + 4)) & Vector256.Create(15) | Avx2Panel.Bytes(packed + 16 * (sub - 4)) >>> 6 << 4);

    /// <summary>The 6-bit minima of a sub-block of 8 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Minimum(byte* packed, int sub) => Vector256.ConvertToSingle(sub < 4
        ? Avx2Panel.Bytes(packed + 16 * (sub + 4)) & Vector256.Create(63)
        : Avx2Panel.Bytes(packed + 16 * (sub + 4)) >>> 4 | Avx2Panel.Bytes(packed + 16 * sub) >>> 6 << 4);
}
