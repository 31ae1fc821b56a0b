using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>A panel of blocks of 32 columns times a tile of activations, in 256-bit vectors.</summary>
static unsafe class Avx2Blocks
{
    /// <summary>Multiplies; see <see cref="PanelKernels"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<TBlock, T>(byte* panel, nint columns, byte* tile, float* sums)
        where TBlock : struct, IAvx2Block where T : struct, ITokenCount
    {
        new Span<float>(sums, T.Count * PanelLayout.Rows).Clear();
        for (byte* end = panel + columns / 32 * TBlock.Bytes; panel < end; panel += TBlock.Bytes, tile += T.Count * ActivationTile.RowBlockBytes)
        {
            if (T.Count == 1)
                Avx2Panel.Prefetch(panel, TBlock.Bytes);
            TBlock.Half<T>(panel, 0, tile, sums);
            TBlock.Half<T>(panel, 1, tile, sums + 8);
        }
    }
}
