using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lode.Kernels.Panels;

/// <summary>Q8_0 panels: 32 scales' bytes, then 8 x 64 bytes of signed codes. Two products of 128 * 127 just fit 16 bits.</summary>
readonly unsafe struct Avx2Q8_0 : IAvx2Block
{
    public static int Bytes => 34 * PanelLayout.Rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Half<T>(byte* block, int half, byte* tile, float* sums) where T : struct, ITokenCount
    {
        Vector256<float> scales = Avx2Panel.Halves(block + 16 * half);
        byte* codes = block + 32 + 32 * half;
        Vector256<int> a = default, b = default, c = default, d = default;
        for (int j = 0; j < 8; j++)
        {
            // The sign moves to the activations, because the instruction takes unsigned bytes on one side.
            Vector256<sbyte> signed = Vector256.Load((sbyte*)codes + 64 * j);
            Vector256<byte> magnitude = Avx2.Abs(signed);
            byte* x = tile + 4 * j;
            a += Dot(magnitude, signed, x);
            if (T.Count == 4)
            {
                b += Dot(magnitude, signed, x + 32);
                c += Dot(magnitude, signed, x + 64);
                d += Dot(magnitude, signed, x + 96);
            }
        }
        float* activationScales = (float*)(tile + T.Count * ActivationTile.Scales);
        Avx2Panel.Add(a, scales, activationScales, sums);
        if (T.Count == 4)
        {
            Avx2Panel.Add(b, scales, activationScales + 1, sums + PanelLayout.Rows);
            Avx2Panel.Add(c, scales, activationScales + 2, sums + 2 * PanelLayout.Rows);
            Avx2Panel.Add(d, scales, activationScales + 3, sums + 3 * PanelLayout.Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Dot(Vector256<byte> magnitude, Vector256<sbyte> signed, byte* activations) =>
        Avx2Panel.Widen(Avx2.MultiplyAddAdjacent(magnitude, Avx2.Sign(Vector256.Create(*(int*)activations).AsSByte(), signed)));
}
