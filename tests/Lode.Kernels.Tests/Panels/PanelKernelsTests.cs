using Lode.Kernels.Decode;
using Lode.Kernels.Panels;
using Lode.Kernels.Tests.Decode;

namespace Lode.Kernels.Tests.Panels;

public sealed unsafe class PanelKernelsTests
{
    const int Rows = PanelLayout.Rows;

    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All.Where(PanelKernels.IsSupported)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_path_equals_the_scalar_one_to_the_bit(TensorFormat format)
    {
        Random random = new(11);
        foreach (int columns in (int[])[256, 512, 1792])
        {
            foreach (bool anyScale in (bool[])[false, true]) // random bits are also infinities and NaNs
            {
                byte[] panel = Panel(format, columns, random, anyScale, out _);
                byte[] tile = Tile(columns, 4, random, out _);
                float[] expected = new float[4 * Rows], actual = new float[4 * Rows];
                fixed (byte* weights = panel, activations = tile)
                fixed (float* scalar = expected, vector = actual)
                {
                    PanelScalar.Multiply(format, weights, columns, activations, 4, scalar);
                    PanelKernels.Four(format, weights, columns, activations, vector);
                }
                for (int i = 0; i < expected.Length; i++)
                    (float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.SingleToInt32Bits(actual[i]) == BitConverter.SingleToInt32Bits(expected[i])).ShouldBeTrue($"{format}, {columns} columns, sum {i}: {actual[i]}, expected {expected[i]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_row_alone_gives_what_it_gives_among_others(TensorFormat format)
    {
        Random random = new(12);
        const int Columns = 768;
        byte[] panel = Panel(format, Columns, random, false, out _);
        byte[] tile = Tile(Columns, 4, random, out float[] values);
        float[] together = new float[4 * Rows], alone = new float[Rows];
        byte[] single = new byte[Columns / 32 * 48];
        fixed (byte* weights = panel, four = tile, one = single)
        fixed (float* sums = together, sum = alone, source = values)
        {
            PanelKernels.Four(format, weights, Columns, four, sums);
            for (int token = 0; token < 4; token++)
            {
                ActivationQuantiser.Row(source + token * Columns, Columns, one, 1, 0);
                PanelKernels.One(format, weights, Columns, one, sum);
                alone.ShouldBe(together[(token * Rows)..((token + 1) * Rows)]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Products_equal_binary64_of_the_same_codes(TensorFormat format)
    {
        Random random = new(13);
        const int Columns = 1024;
        byte[] panel = Panel(format, Columns, random, false, out byte[] rows);
        byte[] tile = Tile(Columns, 4, random, out _);
        float[] sums = new float[4 * Rows], decoded = new float[Columns];
        int rowBytes = (int)TensorFormats.RowBytes(format, Columns);
        fixed (byte* weights = panel, activations = tile, source = rows)
        fixed (float* target = sums, row = decoded)
        {
            PanelKernels.Four(format, weights, Columns, activations, target);
            for (int r = 0; r < Rows; r++)
            {
                RowDecoder.Scalar(format)(source + r * rowBytes, row, Columns);
                for (int token = 0; token < 4; token++)
                {
                    double expected = 0, magnitude = 0;
                    for (int i = 0; i < Columns; i++)
                    {
                        byte* block = activations + i / 32 * 4 * 48;
                        double activation = (double)((float*)(block + 4 * ActivationTile.Scales))[token] * ((sbyte*)block)[token * 32 + i % 32];
                        expected += activation * decoded[i];
                        magnitude += Math.Abs(activation * decoded[i]);
                    }
                    ((double)target[token * Rows + r]).ShouldBe(expected, 1e-6 * magnitude, $"row {r}, token {token}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Extreme_codes_do_not_overflow(TensorFormat format)
    {
        const int Columns = 256;
        foreach (byte fill in (byte[])[0x00, 0xFF, 0x80, 0x7F])
        {
            byte[] rows = RandomBlocks.Make(format, Columns * Rows, new Random(1));
            foreach (PanelField field in PanelLayout.Fields(format).ToArray().Where(field => field.Unit == 4))
            {
                for (int block = 0; block < rows.Length; block += TensorFormats.BytesPerBlock(format))
                    rows.AsSpan(block + field.Offset, field.Bytes).Fill(fill);
            }
            foreach (float value in (float[])[1, -1])
            {
                float[] values = new float[Columns];
                Array.Fill(values, value);
                byte[] panel = new byte[PanelLayout.PanelBytes(format, Columns)], tile = new byte[Columns / 32 * 48];
                float[] expected = new float[Rows], actual = new float[Rows];
                fixed (byte* weights = panel, activations = tile)
                fixed (float* from = values, scalar = expected, vector = actual)
                {
                    PanelPacker.Pack(format, rows, Columns, panel);
                    ActivationQuantiser.Row(from, Columns, activations, 1, 0);
                    PanelScalar.Multiply(format, weights, Columns, activations, 1, scalar);
                    PanelKernels.One(format, weights, Columns, activations, vector);
                }
                actual.ShouldBe(expected);
            }
        }
    }

    static byte[] Panel(TensorFormat format, int columns, Random random, bool anyScale, out byte[] rows)
    {
        rows = RandomBlocks.Make(format, columns * Rows, random, anyScale);
        byte[] panel = new byte[PanelLayout.PanelBytes(format, columns)];
        PanelPacker.Pack(format, rows, columns, panel);
        return panel;
    }

    static byte[] Tile(int columns, int tokens, Random random, out float[] values)
    {
        values = new float[columns * tokens];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(random.NextDouble() * 2 - 1);
        byte[] tile = new byte[columns / 32 * 48 * tokens];
        fixed (float* from = values)
        fixed (byte* to = tile)
        {
            for (int token = 0; token < tokens; token++)
                ActivationQuantiser.Row(from + token * columns, columns, to, tokens, token);
        }
        return tile;
    }
}
