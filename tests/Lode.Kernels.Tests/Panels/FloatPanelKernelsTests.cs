using System.Runtime.InteropServices;
using Lode.Kernels.Decode;
using Lode.Kernels.Panels;
using Lode.Kernels.Tests.Decode;

namespace Lode.Kernels.Tests.Panels;

public sealed unsafe class FloatPanelKernelsTests
{
    const int Rows = PanelLayout.Rows;

    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All.Where(FloatPanelKernels.IsSupported)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_path_equals_the_scalar_one_to_the_bit(TensorFormat format)
    {
        Random random = new(21);
        foreach (int columns in (int[])[1, 31, 100, 128, 515])
        {
            foreach (bool any in (bool[])[false, true]) // random bits are also infinities, NaNs and subnormals
            {
                byte[] rows = RandomBlocks.Make(format, columns * Rows, random, any), panel = new byte[rows.Length];
                PanelPacker.Pack(format, rows, columns, panel);
                float[] inputs = [.. Enumerable.Range(0, 5 * columns).Select(_ => (float)(random.NextDouble() * 2 - 1))];
                float[] expected = Scalar(format, rows, columns, inputs);
                foreach (PanelPath path in Enum.GetValues<PanelPath>())
                {
                    FloatPanelKernels kernels = FloatPanelKernels.For(format, path);
                    ShouldBeSame(Strips(kernels, format, panel, columns, inputs), expected, $"{path}, {columns} columns");
                    if (columns % FloatStrip.Columns == 0)
                        ShouldBeSame(One(kernels, panel, columns, inputs), expected[..Rows], $"{path}, {columns} columns, one row");
                }
            }
        }
    }

    static float[] Scalar(TensorFormat format, byte[] rows, int columns, float[] inputs)
    {
        float[] sums = new float[5 * Rows], decoded = new float[columns];
        fixed (byte* source = rows)
        fixed (float* weights = decoded, x = inputs)
        {
            for (int row = 0; row < Rows; row++)
            {
                RowDecoder.Scalar(format)(source + row * TensorFormats.RowBytes(format, columns), weights, columns);
                for (int token = 0; token < 5; token++)
                    sums[token * Rows + row] = FloatScalar.Dot(weights, x + token * columns, columns);
            }
        }
        return sums;
    }

    static float[] One(in FloatPanelKernels kernels, byte[] panel, int columns, float[] inputs)
    {
        float[] sums = new float[Rows];
        fixed (byte* weights = panel)
        fixed (float* x = inputs, target = sums)
            kernels.One(weights, columns / FloatStrip.Columns, x, target);
        return sums;
    }

    /// <summary>Four rows of inputs, and one.</summary>
    static float[] Strips(in FloatPanelKernels kernels, TensorFormat format, byte[] panel, int columns, float[] inputs)
    {
        float[] sums = new float[5 * Rows];
        float* strip = (float*)NativeMemory.Alloc(FloatStrip.Bytes);
        fixed (byte* weights = panel)
        fixed (float* x = inputs, target = sums)
        {
            for (int column = 0; column < columns; column += FloatStrip.Columns)
            {
                int width = Math.Min(FloatStrip.Columns, columns - column);
                kernels.Unpack(weights + Rows * (nint)TensorFormats.RowBytes(format, column), width, strip);
                kernels.Fours(strip, width, x + column, columns, 1, target);
                kernels.Ones(strip, width, x + 4 * columns + column, columns, 1, target + 4 * Rows);
            }
        }
        NativeMemory.Free(strip);
        return sums;
    }

    static void ShouldBeSame(float[] actual, float[] expected, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            (float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.SingleToInt32Bits(actual[i]) == BitConverter.SingleToInt32Bits(expected[i])).ShouldBeTrue($"{what}, sum {i}: {actual[i]}, expected {expected[i]}");
    }
}
