using System.Runtime.CompilerServices;
using Lode.Kernels.Matrix;

namespace Lode.Kernels.Panels;

/// <summary>A product whose weights lie in panels of a quantised format.</summary>
static unsafe class PanelProduct
{
    /// <summary>Multiplications per chunk, at least: some microseconds, and enough for the hardware to see a stream.</summary>
    const long ChunkWork = 524288;

    /// <summary>Bytes of weights that stay in the second-level cache while all inputs pass.</summary>
    const long CacheBytes = 196608;

    /// <summary>Inputs for which a strip is unpacked once: enough to forget what that costs, and few enough for the caches.</summary>
    internal const int Group = 64;

    /// <summary>Rows of a chunk: whole panels.</summary>
    internal static int RowsPerChunk(in Product product)
    {
        long panelWork = (long)PanelLayout.Rows * product.Weights.Columns * Math.Min(product.Tokens, 8);
        long panels = Math.Max(ChunkWork / panelWork, CacheBytes / (PanelLayout.Rows * product.Weights.RowBytes));
        return PanelLayout.Rows * (int)Math.Clamp(panels, 1, 64);
    }

    /// <summary>Multiplies rows <paramref name="first"/> to <paramref name="end"/> (whole panels) with all inputs.</summary>
    internal static void Multiply(in Product product, byte* tiles, int first, int end)
    {
        PanelKernels kernels = PanelKernels.Best(product.Weights.Format);
        if (product.Tokens == 1)
        {
            float* target = product.Row(0);
            for (int row = first; row < end; row += PanelLayout.Rows)
                kernels.One(product.Weights.Data + row * product.Weights.RowBytes, product.Weights.Columns, tiles, target + row);
            return;
        }
        for (int token = 0; token < product.Tokens; token += Group)
        {
            for (int row = first; row < end; row += PanelLayout.Rows)
                Multiply(kernels, product, tiles, token, Math.Min(Group, product.Tokens - token), row);
        }
    }

    /// <summary>One panel and a group of inputs, strip by strip.</summary>
    [SkipLocalsInit]
    static void Multiply(in PanelKernels kernels, in Product product, byte* tiles, int first, int tokens, int row)
    {
        // More than enough, so that a strip begins at a cache line.
        byte* memory = stackalloc byte[PanelStrip.Bytes + Group * PanelLayout.Rows * sizeof(float) + 64];
        byte* strip = (byte*)((nint)memory + 63 & -64);
        float* sums = (float*)(strip + PanelStrip.Bytes);
        new Span<float>(sums, tokens * PanelLayout.Rows).Clear();
        byte* panel = product.Weights.Data + row * product.Weights.RowBytes;
        nint stripBytes = PanelLayout.Rows * (PanelStrip.Columns / TensorFormats.BlockSize(product.Weights.Format)) * TensorFormats.BytesPerBlock(product.Weights.Format);
        int fours = tokens / ActivationTile.Rows, ones = tokens % ActivationTile.Rows;
        for (int column = 0; column < product.Weights.Columns; column += PanelStrip.Columns, panel += stripBytes)
        {
            int blocks = Math.Min(PanelStrip.Columns, product.Weights.Columns - column) / ActivationTile.Columns;
            kernels.Unpack(panel, blocks, strip);
            byte* tile = tiles + QuantisedInputs.Offset(product.Tokens, column, blocks, first);
            kernels.Fours(strip, blocks, tile, fours, sums);
            if (ones != 0)
            {
                int done = fours * ActivationTile.Rows;
                kernels.Ones(strip, blocks, tile + done * blocks * ActivationTile.RowBlockBytes, ones, sums + done * PanelLayout.Rows);
            }
        }
        for (int i = 0; i < tokens; i++)
            new ReadOnlySpan<float>(sums + i * PanelLayout.Rows, PanelLayout.Rows).CopyTo(new Span<float>(product.Row(first + i) + row, PanelLayout.Rows));
    }
}
