using System.Runtime.CompilerServices;
using Lode.Kernels.Matrix;

namespace Lode.Kernels.Panels;

/// <summary>A product whose weights lie in panels of plain numbers.</summary>
static unsafe class FloatPanelProduct
{
    /// <summary>Inputs for which a strip is unpacked once.</summary>
    const int Group = 64;

    /// <summary>Multiplies rows <paramref name="first"/> to <paramref name="end"/> (whole panels) with all inputs.</summary>
    internal static void Multiply(in Product product, int first, int end)
    {
        FloatPanelKernels kernels = FloatPanelKernels.Best(product.Weights.Format);
        for (int token = 0; token < product.Tokens; token += Group)
        {
            for (int row = first; row < end; row += PanelLayout.Rows)
                Multiply(kernels, product, token, Math.Min(Group, product.Tokens - token), row);
        }
    }

    /// <summary>One panel and a group of inputs, strip by strip.</summary>
    [SkipLocalsInit]
    static void Multiply(in FloatPanelKernels kernels, in Product product, int first, int tokens, int row)
    {
        byte* memory = stackalloc byte[FloatStrip.Bytes + Group * PanelLayout.Rows * sizeof(float) + 64];
        float* strip = (float*)((nint)memory + 63 & -64);
        float* sums = strip + FloatStrip.Columns * PanelLayout.Rows;
        new Span<float>(sums, tokens * PanelLayout.Rows).Clear();
        byte* panel = product.Weights.Data + row * product.Weights.RowBytes;
        float* inputs = product.Inputs + first * product.InputStride;
        int column = 0;
        if (tokens == 1)
        {
            column = product.Weights.Columns & -FloatStrip.Columns;
            kernels.One(panel, column / FloatStrip.Columns, inputs, sums);
        }
        int fours = tokens / FourTokens.Count, done = fours * FourTokens.Count;
        nint columnBytes = PanelLayout.Rows * TensorFormats.BytesPerBlock(product.Weights.Format);
        for (; column < product.Weights.Columns; column += FloatStrip.Columns)
        {
            int columns = Math.Min(FloatStrip.Columns, product.Weights.Columns - column);
            kernels.Unpack(panel + column * columnBytes, columns, strip);
            kernels.Fours(strip, columns, inputs + column, product.InputStride, fours, sums);
            kernels.Ones(strip, columns, inputs + done * product.InputStride + column, product.InputStride, tokens - done, sums + done * PanelLayout.Rows);
        }
        for (int i = 0; i < tokens; i++)
            new ReadOnlySpan<float>(sums + i * PanelLayout.Rows, PanelLayout.Rows).CopyTo(new Span<float>(product.Row(first + i) + row, PanelLayout.Rows));
    }
}
