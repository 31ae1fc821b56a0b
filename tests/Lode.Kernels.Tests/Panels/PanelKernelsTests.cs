using System.Runtime.InteropServices;
using Lode.Kernels.Decode;
using Lode.Kernels.Panels;
using Lode.Kernels.Tests.Decode;

namespace Lode.Kernels.Tests.Panels;

/// <summary>The kernels of every instruction set, each of which any machine can run.</summary>
public sealed unsafe class PanelKernelsTests
{
    const int Rows = PanelLayout.Rows;

    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All.Where(format => !FloatPanelKernels.IsSupported(format))];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_path_equals_the_scalar_one_to_the_bit(TensorFormat format)
    {
        Random random = new(11);
        foreach (int columns in (int[])[TensorFormats.BlockSize(format), 512, 7 * 256])
        {
            foreach (bool anyScale in (bool[])[false, true]) // random bits are also infinities and NaNs
            {
                byte[] panel = Panel(format, columns, random, anyScale, out _);
                byte[] tile = Tile(columns, 4, random, out float[] values), single = Tile(columns, 1, values);
                float[] expected = Scalar(format, panel, columns, tile, 4);
                foreach (PanelPath path in Enum.GetValues<PanelPath>())
                {
                    PanelKernels kernels = PanelKernels.For(format, path);
                    ShouldBeSame(Strips(kernels, format, panel, columns, tile, 4), expected, $"{path}, {columns} columns, 4 tokens");
                    ShouldBeSame(Strips(kernels, format, panel, columns, single, 1), expected[..Rows], $"{path}, {columns} columns, 1 token from strips");
                    ShouldBeSame(One(kernels, panel, columns, single), expected[..Rows], $"{path}, {columns} columns, 1 token");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Extreme_codes_do_not_overflow(TensorFormat format)
    {
        const int Columns = 256;
        foreach (byte fill in (byte[])[0x00, 0xFF, 0x80, 0x7F, 0x81])
        {
            byte[] rows = RandomBlocks.Make(format, Columns * Rows, new Random(1));
            foreach (PanelField field in PanelLayout.Fields(format).ToArray().Where(field => field.Unit == 4))
            {
                for (int block = 0; block < rows.Length; block += TensorFormats.BytesPerBlock(format))
                    rows.AsSpan(block + field.Offset, field.Bytes).Fill(fill);
            }
            byte[] panel = new byte[PanelLayout.PanelBytes(format, Columns)];
            PanelPacker.Pack(format, rows, Columns, panel);
            foreach (int period in (int[])[1, 2, 4, 64]) // all of one sign, or signs that alternate
            {
                float[] values = new float[4 * Columns];
                for (int i = 0; i < values.Length; i++)
                    values[i] = (i / period + i / Columns) % 2 == 0 ? 1 : -1;
                byte[] tile = Tile(Columns, 4, values), single = Tile(Columns, 1, values);
                float[] expected = Scalar(format, panel, Columns, tile, 4);
                foreach (PanelPath path in Enum.GetValues<PanelPath>())
                {
                    PanelKernels kernels = PanelKernels.For(format, path);
                    Strips(kernels, format, panel, Columns, tile, 4).ShouldBe(expected, $"{path}, {fill:x}, {period}");
                    One(kernels, panel, Columns, single).ShouldBe(expected[..Rows], $"{path}, {fill:x}, {period}");
                }
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
        float[] decoded = new float[Columns], sums = Strips(PanelKernels.Best(format), format, panel, Columns, tile, 4);
        int rowBytes = (int)TensorFormats.RowBytes(format, Columns);
        fixed (byte* activations = tile, source = rows)
        fixed (float* row = decoded)
        {
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
                    ((double)sums[token * Rows + r]).ShouldBe(expected, 2e-6 * magnitude, $"row {r}, token {token}");
                }
            }
        }
    }

    /// <summary>The rule by which AVX-VNNI is emulated where it is missing, and which it must keep where it is not: no saturation.</summary>
    [Fact]
    public void Four_products_of_bytes_are_summed_without_saturation()
    {
        Random random = new(17);
        for (int round = 0; round < 1000; round++)
        {
            byte[] codes = new byte[32], activations = new byte[32];
            random.NextBytes(codes);
            random.NextBytes(activations);
            if (round < 4)
                codes.AsSpan().Fill(255);
            if (round < 2)
                activations.AsSpan().Fill((byte)(round == 0 ? 127 : 128));
            int[] sums = new int[8];
            fixed (byte* w = codes, x = activations)
            fixed (int* sum = sums)
                SimdVnni.Store(SimdVnni.Add(default, SimdVnni.Load(w), SimdVnni.Load(x)), sum);
            sums.ShouldBe([.. Enumerable.Range(0, 8).Select(lane => Enumerable.Range(4 * lane, 4).Sum(i => codes[i] * (sbyte)activations[i]))]);
        }
    }

    static float[] Scalar(TensorFormat format, byte[] panel, int columns, byte[] tile, int tokens)
    {
        float[] sums = new float[tokens * Rows];
        fixed (byte* weights = panel, activations = tile)
        fixed (float* target = sums)
            PanelScalar.Multiply(format, weights, columns, activations, tokens, target);
        return sums;
    }

    static float[] One(in PanelKernels kernels, byte[] panel, int columns, byte[] tile)
    {
        float[] sums = new float[Rows];
        fixed (byte* weights = panel, activations = tile)
        fixed (float* target = sums)
            kernels.One(weights, columns, activations, target);
        return sums;
    }

    /// <summary>One tile of 1 or 4 rows.</summary>
    static float[] Strips(in PanelKernels kernels, TensorFormat format, byte[] panel, int columns, byte[] tile, int tokens)
    {
        float[] sums = new float[tokens * Rows];
        byte* strip = (byte*)NativeMemory.Alloc(PanelStrip.Bytes);
        fixed (byte* weights = panel, activations = tile)
        fixed (float* target = sums)
        {
            for (int column = 0; column < columns; column += PanelStrip.Columns)
            {
                int blocks = Math.Min(PanelStrip.Columns, columns - column) / 32;
                kernels.Unpack(weights + Rows * (nint)TensorFormats.RowBytes(format, column), blocks, strip);
                (tokens == 4 ? kernels.Fours : kernels.Ones)(strip, blocks, activations + column / 32 * 48 * tokens, 1, target);
            }
        }
        NativeMemory.Free(strip);
        return sums;
    }

    static void ShouldBeSame(float[] actual, float[] expected, string what)
    {
        actual.Length.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
            (float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.SingleToInt32Bits(actual[i]) == BitConverter.SingleToInt32Bits(expected[i])).ShouldBeTrue($"{what}, sum {i}: {actual[i]}, expected {expected[i]}");
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
        return Tile(columns, tokens, values);
    }

    static byte[] Tile(int columns, int tokens, float[] values)
    {
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
