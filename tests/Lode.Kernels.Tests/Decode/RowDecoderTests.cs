using System.Runtime.InteropServices;
using Lode.Kernels.Decode;

namespace Lode.Kernels.Tests.Decode;

public sealed unsafe class RowDecoderTests
{
    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_vector_path_equals_the_scalar_reference_to_the_bit(TensorFormat format)
    {
        Random random = new(20260101 + (int)format);
        for (int round = 0; round < 50; round++)
        {
            int values = TensorFormats.BlockSize(format) == 1 ? random.Next(1, 200) : TensorFormats.BlockSize(format) * random.Next(1, 5);
            byte[] blocks = RandomBlocks.Make(format, values, random, anyScale: round % 2 == 0);
            int[] scalar = Bits(RowDecoder.Scalar(format), blocks, values);
            int[] vector = Bits(RowDecoder.Vector(format), blocks, values);
            for (int i = 0; i < values; i++)
            {
                // The payload of a NaN depends on the order of the operands; that it is one does not.
                if (!float.IsNaN(BitConverter.Int32BitsToSingle(scalar[i])) || !float.IsNaN(BitConverter.Int32BitsToSingle(vector[i])))
                    vector[i].ShouldBe(scalar[i], $"value {i} of {values}, round {round}");
            }
        }
    }

    [Fact]
    public void Every_binary16_pattern_decodes_as_the_runtime_converts_it()
    {
        ushort[] halves = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)];
        float[] decoded = new float[halves.Length];
        RowDecoder.Decode(TensorFormat.F16, MemoryMarshal.AsBytes<ushort>(halves), decoded);
        for (int i = 0; i < halves.Length; i++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf(halves[i]);
            if (float.IsNaN(expected))
                decoded[i].ShouldBe(float.NaN);
            else
                BitConverter.SingleToInt32Bits(decoded[i]).ShouldBe(BitConverter.SingleToInt32Bits(expected), $"pattern {i:X4}");
            BitConverter.SingleToInt32Bits(HalfBits.ToSingle(halves[i])).ShouldBe(BitConverter.SingleToInt32Bits(decoded[i]), $"pattern {i:X4}");
        }
    }

    [Fact]
    public void A_hand_written_Q4_0_block_decodes_as_its_definition_says()
    {
        byte[] block = new byte[18];
        BitConverter.TryWriteBytes(block, (Half)0.5f);
        block[2] = 0x0F; // value 0: 15, value 16: 0
        block[17] = 0x80; // value 15: 0, value 31: 8
        float[] values = new float[32];
        RowDecoder.Decode(TensorFormat.Q4_0, block, values);
        values[0].ShouldBe(3.5f);
        values[16].ShouldBe(-4f);
        values[15].ShouldBe(-4f);
        values[31].ShouldBe(0f);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_source_that_is_too_short_is_refused(TensorFormat format)
    {
        int values = TensorFormats.BlockSize(format);
        byte[] blocks = new byte[TensorFormats.BytesPerBlock(format) - 1];
        Should.Throw<ArgumentException>(() => RowDecoder.Decode(format, blocks, new float[values])).Message.ShouldContain("bytes");
    }

    [Fact]
    public void Rows_of_broken_blocks_and_unknown_formats_are_refused_by_name()
    {
        Should.Throw<ArgumentException>(() => TensorFormats.RowBytes(TensorFormat.Q4_K, 128)).Message.ShouldContain("256");
        Should.Throw<NotSupportedException>(() => TensorFormats.RowBytes((TensorFormat)16, 256)).Message.ShouldContain("Q4_K");
        TensorFormats.IsSupported((TensorFormat)16).ShouldBeFalse();
        TensorFormats.All.ShouldAllBe(format => TensorFormats.IsSupported(format));
    }

    static int[] Bits(delegate*<byte*, float*, nint, void> decode, byte[] blocks, int values)
    {
        float[] decoded = new float[values];
        fixed (byte* source = blocks)
        fixed (float* target = decoded)
            decode(source, target, values);
        return [.. decoded.Select(BitConverter.SingleToInt32Bits)];
    }
}
