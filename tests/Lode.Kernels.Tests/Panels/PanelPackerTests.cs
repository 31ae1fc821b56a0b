using Lode.Kernels.Matrix;
using Lode.Kernels.Panels;
using Lode.Kernels.Tests.Decode;

namespace Lode.Kernels.Tests.Panels;

public sealed unsafe class PanelPackerTests
{
    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Fields_cover_each_byte_of_a_block_once_and_whole_pieces(TensorFormat format)
    {
        int[] seen = new int[TensorFormats.BytesPerBlock(format)];
        foreach (PanelField field in PanelLayout.Fields(format))
        {
            (field.Bytes % field.Unit).ShouldBe(0);
            for (int i = 0; i < field.Bytes; i++)
                seen[field.Offset + i]++;
        }
        seen.ShouldAllBe(count => count == 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Unpacking_gives_back_every_byte(TensorFormat format)
    {
        const int Columns = 512;
        Random random = new(7);
        nint rowBytes = (nint)TensorFormats.RowBytes(format, Columns);
        byte[] rows = RandomBlocks.Make(format, Columns * 16, random, anyScale: true);
        byte[] panel = new byte[PanelLayout.PanelBytes(format, Columns)], back = new byte[rows.Length];
        panel.Length.ShouldBe(rows.Length);
        byte[] block = new byte[TensorFormats.BytesPerBlock(format)];
        PanelPacker.Pack(format, rows, Columns, panel);
        PanelPacker.Unpack(format, panel, Columns, back);
        back.ShouldBe(rows);
        fixed (byte* through = panel, target = block)
        {
            for (int row = 0; row < 16; row++)
            {
                PanelPacker.UnpackBlock(format, through, row, target);
                block.ShouldBe(rows[(int)(row * rowBytes)..(int)(row * rowBytes + block.Length)]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_row_is_decoded_out_of_the_matrix_as_from_its_rows(TensorFormat format)
    {
        const int Columns = 512;
        byte[] rows = RandomBlocks.Make(format, Columns * 32, new Random(8));
        byte[] panels = new byte[rows.Length];
        float[] expected = new float[Columns], actual = new float[Columns];
        int half = rows.Length / 2;
        for (int panel = 0; panel < 2; panel++)
            PanelPacker.Pack(format, rows.AsSpan(panel * half, half), Columns, panels.AsSpan(panel * half, half));
        fixed (byte* from = rows, to = panels)
        fixed (float* plain = expected, packed = actual)
        {
            MatrixView view = new(from, format, 32, Columns), packedView = MatrixView.OfPanels(to, format, 32, Columns);
            packedView.IsPanels.ShouldBeTrue();
            for (int row = 0; row < 32; row++)
            {
                view.DecodeRow(row, plain);
                packedView.DecodeRow(row, packed);
                actual.ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Four_columns_of_sixteen_rows_lie_in_64_bytes()
    {
        // Q8_0 rows whose byte i of row r is 16 i + r, in the codes.
        byte[] rows = new byte[16 * 34];
        for (int row = 0; row < 16; row++)
        {
            for (int i = 0; i < 32; i++)
                rows[row * 34 + 2 + i] = (byte)(i / 4 * 16 + row);
        }
        byte[] panel = new byte[PanelLayout.PanelBytes(TensorFormat.Q8_0, 32)];
        PanelPacker.Pack(TensorFormat.Q8_0, rows, 32, panel);
        panel[..32].ShouldAllBe(value => value == 0); // the scales
        for (int i = 0; i < 128; i++)
            panel[(32 + 4 * i)..(36 + 4 * i)].ShouldAllBe(value => value == i);
    }

    [Fact]
    public void Only_whole_panels_of_formats_with_kernels_are_supported()
    {
        PanelLayout.IsSupported(TensorFormat.Q4_0, 4096).ShouldBeTrue();
        PanelLayout.IsSupported(TensorFormat.Q4_0, 4099).ShouldBeFalse();
        PanelLayout.IsSupported(TensorFormat.Q4_0, 0).ShouldBeFalse();
        PanelLayout.PanelBytes(TensorFormat.Q4_0, 4096).ShouldBe(16 * 128 * 18);
        Should.Throw<ArgumentException>(() => PanelLayout.PanelBytes(TensorFormat.Q4_K, 128));
        Should.Throw<ArgumentException>(() => PanelPacker.Pack(TensorFormat.Q4_0, new byte[16 * 18], 32, new byte[16 * 18 - 1]));
        Should.Throw<ArgumentException>(() => PanelPacker.Unpack(TensorFormat.Q4_0, new byte[16 * 18], 64, new byte[16 * 18]));
        Should.Throw<ArgumentException>(() => { fixed (byte* data = new byte[8]) { _ = MatrixView.OfPanels(data, TensorFormat.Q4_0, 17, 32); } });
    }
}
