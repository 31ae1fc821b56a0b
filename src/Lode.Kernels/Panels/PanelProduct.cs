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

    /// <summary>Inputs for which a strip is unpacked once: enough to forget what that costs.</summary>
    internal const int Group = 128;

    /// <summary>Columns that all panels of a chunk take one after another, so that the inputs stay in the second-level cache meanwhile.</summary>
    const int Range = 4 * PanelStrip.Columns;

    /// <summary>Panels that take turns on a range.</summary>
    const int Panels = 8;

    /// <summary>Rows of a chunk: whole panels.</summary>
    internal static int RowsPerChunk(in Product product)
    {
        if (product.Tokens > 1)
            return PanelLayout.Rows * Math.Clamp(product.Weights.Rows / PanelLayout.Rows / 8, 1, Panels);
        long panelWork = (long)PanelLayout.Rows * product.Weights.Columns;
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
            Multiply(kernels, product, tiles, token, Math.Min(Group, product.Tokens - token), first, end);
    }

    /// <summary>The panels of a chunk, at most <see cref="Panels"/>, and a group of inputs.</summary>
    [SkipLocalsInit]
    static void Multiply(in PanelKernels kernels, in Product product, byte* tiles, int token, int tokens, int first, int end)
    {
        const int PanelSums = Group * PanelLayout.Rows;
        // More than enough, so that a strip begins at a cache line.
        byte* memory = stackalloc byte[PanelStrip.Bytes + Panels * PanelSums * sizeof(float) + 64];
        byte* strip = (byte*)((nint)memory + 63 & -64);
        float* sums = (float*)(strip + PanelStrip.Bytes);
        new Span<float>(sums, Panels * PanelSums).Clear();
        int columns = product.Weights.Columns;
        for (int range = 0; range < columns; range += Range)
        {
            float* panelSums = sums;
            for (int row = first; row < end; row += PanelLayout.Rows, panelSums += PanelSums)
            {
                byte* panel = product.Weights.Data + row * product.Weights.RowBytes;
                for (int column = range; column < Math.Min(range + Range, columns); column += PanelStrip.Columns)
                    Strip(kernels, product, panel, column, tiles, token, tokens, strip, panelSums);
            }
        }
        // Output by output, as these lie pages apart: all of a page at once.
        for (int i = 0; i < tokens; i++, sums += PanelLayout.Rows)
        {
            float* target = product.Row(token + i) + first;
            for (int panel = 0; panel < (end - first) / PanelLayout.Rows; panel++, target += PanelLayout.Rows)
                new ReadOnlySpan<float>(sums + panel * PanelSums, PanelLayout.Rows).CopyTo(new Span<float>(target, PanelLayout.Rows));
        }
    }

    static void Strip(in PanelKernels kernels, in Product product, byte* panel, int column, byte* tiles, int token, int tokens, byte* strip, float* sums)
    {
        TensorFormat format = product.Weights.Format;
        int blocks = Math.Min(PanelStrip.Columns, product.Weights.Columns - column) / ActivationTile.Columns;
        kernels.Unpack(panel + PanelLayout.Rows * (nint)(column / TensorFormats.BlockSize(format)) * TensorFormats.BytesPerBlock(format), blocks, strip);
        byte* tile = tiles + QuantisedInputs.Offset(product.Tokens, column, blocks, token);
        int fours = tokens / ActivationTile.Rows, ones = tokens % ActivationTile.Rows, done = fours * ActivationTile.Rows;
        kernels.Fours(strip, blocks, tile, fours, sums);
        if (ones != 0)
            kernels.Ones(strip, blocks, tile + done * blocks * ActivationTile.RowBlockBytes, ones, sums + done * PanelLayout.Rows);
    }
}
