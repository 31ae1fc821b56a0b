using System.Runtime.CompilerServices;
using Lode.Kernels.Matrix;

namespace Lode.Kernels.Panels;

/// <summary>A product whose weights lie in panels.</summary>
static unsafe class PanelProduct
{
    /// <summary>Multiplications per chunk, at least: some microseconds, and enough for the hardware to see a stream.</summary>
    const long ChunkWork = 524288;

    /// <summary>Bytes of weights that stay in the second-level cache while all inputs pass.</summary>
    const long CacheBytes = 196608;

    /// <summary>Rows of a chunk: whole panels.</summary>
    internal static int RowsPerChunk(in Product product)
    {
        long panelWork = (long)PanelLayout.Rows * product.Weights.Columns * Math.Min(product.Tokens, 8);
        long panels = Math.Max(ChunkWork / panelWork, CacheBytes / (PanelLayout.Rows * product.Weights.RowBytes));
        return PanelLayout.Rows * (int)Math.Clamp(panels, 1, 64);
    }

    /// <summary>Multiplies rows <paramref name="first"/> to <paramref name="end"/> (whole panels) with all inputs.</summary>
    [SkipLocalsInit]
    internal static void Multiply(in Product product, byte* tiles, int first, int end)
    {
        float* sums = stackalloc float[ActivationTile.Rows * PanelLayout.Rows];
        nint rowBytes = product.Weights.Columns / ActivationTile.Columns * ActivationTile.RowBlockBytes;
        int full = product.Tokens & -ActivationTile.Rows;
        // A tile of inputs meets all panels of the chunk while it is in the first-level cache; the panels stay in the second.
        for (int token = 0; token < full; token += ActivationTile.Rows)
        {
            for (int row = first; row < end; row += PanelLayout.Rows)
            {
                byte* panel = product.Weights.Data + row * product.Weights.RowBytes;
                PanelKernels.Four(product.Weights.Format, panel, product.Weights.Columns, tiles + token * rowBytes, sums);
                for (int i = 0; i < ActivationTile.Rows; i++)
                    Store(sums + i * PanelLayout.Rows, product, token + i, row);
            }
        }
        for (int token = full; token < product.Tokens; token++)
        {
            for (int row = first; row < end; row += PanelLayout.Rows)
            {
                byte* panel = product.Weights.Data + row * product.Weights.RowBytes;
                PanelKernels.One(product.Weights.Format, panel, product.Weights.Columns, tiles + token * rowBytes, sums);
                Store(sums, product, token, row);
            }
        }
    }

    static void Store(float* sums, in Product product, int token, int row)
    {
        float* target = (product.OutputRows == null ? product.Outputs + token * product.OutputStride : product.OutputRows[token]) + row;
        new ReadOnlySpan<float>(sums, PanelLayout.Rows).CopyTo(new Span<float>(target, PanelLayout.Rows));
    }
}
