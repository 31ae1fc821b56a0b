using System.Runtime.InteropServices;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;

namespace Lode.Kernels.Tests.Encode;

public sealed unsafe class RowEncoderTests
{
    public static TheoryData<TensorFormat> Formats => [.. RowEncoder.All];

    public static TheoryData<TensorFormat> BlockFormats => [.. RowEncoder.All.Where(format => TensorFormats.BlockSize(format) > 1)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_vector_path_gives_the_bytes_of_the_scalar_reference(TensorFormat format)
    {
        foreach ((string name, float[] values) in Distributions.All(TensorFormats.BlockSize(format) == 1 ? 1003 : 3 * 1024 + 256, includeNotFinite: true))
            Bytes(RowEncoder.Vector(format), format, values).ShouldBe(Bytes(RowEncoder.Scalar(format), format, values), name);
    }

    [Theory]
    [MemberData(nameof(BlockFormats))]
    public void Every_vector_width_gives_the_bytes_of_the_scalar_reference(TensorFormat format)
    {
        foreach ((string name, float[] values) in Distributions.All(1280, includeNotFinite: true))
        {
            byte[] expected = Bytes(RowEncoder.Quantiser<Floats32>(format), format, values);
            Bytes(RowEncoder.Quantiser<Floats128>(format), format, values).ShouldBe(expected, name);
            Bytes(RowEncoder.Quantiser<Floats256>(format), format, values).ShouldBe(expected, name);
            Bytes(RowEncoder.Quantiser<Floats512>(format), format, values).ShouldBe(expected, name);
        }
    }

    [Theory]
    [MemberData(nameof(BlockFormats))]
    public void A_block_with_a_value_that_is_not_finite_decodes_to_NaN_and_its_neighbours_do_not_notice(TensorFormat format)
    {
        int block = TensorFormats.BlockSize(format);
        float[] values = Distributions.Normal(3 * block, 1);
        byte[] clean = Bytes(RowEncoder.Vector(format), format, values);
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach (int at in new[] { block, block + 17, 2 * block - 1 })
            {
                float[] spoilt = [.. values];
                spoilt[at] = bad;
                byte[] bytes = Bytes(RowEncoder.Vector(format), format, spoilt);
                int stride = TensorFormats.BytesPerBlock(format);
                bytes[..stride].ShouldBe(clean[..stride]);
                bytes[(2 * stride)..].ShouldBe(clean[(2 * stride)..]);
                float[] decoded = new float[block];
                RowDecoder.Decode(format, bytes.AsSpan(stride, stride), decoded);
                decoded.ShouldAllBe(value => float.IsNaN(value));
            }
        }
    }

    [Fact]
    public void Every_binary16_survives_and_what_lies_between_is_rounded_as_the_runtime_rounds()
    {
        List<float> values = [];
        for (int pattern = 0; pattern < 65536; pattern++)
        {
            float value = (float)BitConverter.UInt16BitsToHalf((ushort)pattern);
            float next = (float)BitConverter.UInt16BitsToHalf((ushort)(pattern + 1));
            float middle = (float)(((double)value + next) / 2);
            values.AddRange([value, middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle), value * 1.3f]);
        }
        values.AddRange([65519.996f, 65520f, -65520f, 1e30f, float.MaxValue, float.Epsilon, -float.Epsilon, 2.9802322e-8f, 2.9802326e-8f]);
        ushort[] halves = MemoryMarshal.Cast<byte, ushort>(Encode(TensorFormat.F16, [.. values])).ToArray();
        for (int i = 0; i < halves.Length; i++)
        {
            if (float.IsNaN(values[i]))
                ((int)halves[i] & 0x7FFF).ShouldBe(0x7E00);
            else
                halves[i].ShouldBe(BitConverter.HalfToUInt16Bits((Half)values[i]), $"{values[i]:R}");
        }
    }

    [Fact]
    public void BF16_is_the_nearest_of_the_two_neighbours_and_the_even_one_in_the_middle()
    {
        Random random = new(5);
        float[] values = [.. Enumerable.Range(0, 20000).Select(i => BitConverter.UInt32BitsToSingle(i % 4 == 0 ? (uint)random.NextInt64() & 0xFFFF0000 | 0x8000 : (uint)random.NextInt64()))];
        ushort[] stored = MemoryMarshal.Cast<byte, ushort>(Encode(TensorFormat.BF16, values)).ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            if (float.IsNaN(values[i]))
            {
                ((uint)stored[i]).ShouldBe(bits >> 16 | 0x40);
                continue;
            }
            double lower = Magnitude(bits >> 16), upper = Magnitude((bits >> 16) + 1), value = Math.Abs((double)values[i]);
            uint expected = value - lower < upper - value || value - lower == upper - value && (bits >> 16) % 2 == 0 ? bits >> 16 : (bits >> 16) + 1;
            ((uint)stored[i]).ShouldBe(expected, $"{bits:X8}");
        }

        // What would follow the largest finite number stands for infinity.
        static double Magnitude(uint upper) => (upper & 0x7FFF) == 0x7F80 ? Math.ScaleB(1, 128) : Math.Abs((double)BitConverter.UInt32BitsToSingle(upper << 16));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Targets_that_are_too_short_and_rows_of_broken_blocks_are_refused(TensorFormat format)
    {
        int block = TensorFormats.BlockSize(format);
        byte[] target = new byte[TensorFormats.BytesPerBlock(format)];
        RowEncoder.Encode(format, new float[block], target).ShouldBe(target.Length);
        Should.Throw<ArgumentException>(() => RowEncoder.Encode(format, new float[block], target.AsSpan(1))).Message.ShouldContain("bytes");
        if (block > 1)
            Should.Throw<ArgumentException>(() => RowEncoder.Encode(format, new float[block - 1], target)).Message.ShouldContain("multiple");
    }

    [Fact]
    public void Formats_without_an_encoder_are_refused_by_name()
    {
        RowEncoder.IsSupported((TensorFormat)16).ShouldBeFalse();
        RowEncoder.All.ShouldAllBe(format => RowEncoder.IsSupported(format) && TensorFormats.IsSupported(format));
        Should.Throw<NotSupportedException>(() => RowEncoder.Encode((TensorFormat)16, new float[256], new byte[1024])).Message.ShouldContain("Q8_0");
    }

    static byte[] Encode(TensorFormat format, float[] values)
    {
        byte[] bytes = new byte[TensorFormats.RowBytes(format, values.Length)];
        RowEncoder.Encode(format, values, bytes);
        return bytes;
    }

    static byte[] Bytes(delegate*<float*, byte*, nint, void> encode, TensorFormat format, float[] values)
    {
        // A guard on both sides shows what is written outside the blocks.
        byte[] bytes = new byte[TensorFormats.RowBytes(format, values.Length) + 128];
        Array.Fill(bytes, (byte)0xA5);
        fixed (float* source = values)
        fixed (byte* target = bytes)
            encode(source, target + 64, values.Length);
        bytes[..64].ShouldAllBe(b => b == 0xA5);
        bytes[^64..].ShouldAllBe(b => b == 0xA5);
        return bytes[64..^64];
    }
}
