using Lode.Kernels.Checks;

namespace Lode.Kernels.Tests.Checks;

public sealed unsafe class FiniteScanTests
{
    [Fact]
    public void The_first_value_that_is_not_finite_is_found_wherever_it_is()
    {
        float[] values = [.. Enumerable.Range(0, 150).Select(i => i % 5 == 0 ? float.MaxValue : -i * 0.5f)];
        FiniteScan.FirstNotFinite(values).ShouldBe(-1);
        FiniteScan.FirstNotFinite([]).ShouldBe(-1);
        foreach (float bad in new[] { float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7F800001) })
        {
            for (int at = 0; at < values.Length; at++)
            {
                float[] spoilt = [.. values];
                spoilt[at] = bad;
                spoilt[^1] = bad;
                FiniteScan.FirstNotFinite(spoilt).ShouldBe(at);
            }
        }
    }

    [Theory]
    [InlineData(TensorFormat.F16)]
    [InlineData(TensorFormat.BF16)]
    [InlineData(TensorFormat.F32)]
    public void Stored_values_are_scanned_by_their_own_exponents(TensorFormat format)
    {
        Random random = new(3);
        int width = TensorFormats.BytesPerBlock(format);
        for (int round = 0; round < 300; round++)
        {
            int count = random.Next(1, 200);
            byte[] bytes = new byte[count * width];
            random.NextBytes(bytes);
            if (round % 2 == 0) // clear the upper exponent bit of all but one, so that late positions are reached
            {
                int keep = random.Next(count);
                for (int i = 0; i < count; i++)
                {
                    if (i != keep)
                        bytes[(i + 1) * width - 1] &= 0xBF;
                    else
                        (bytes[(i + 1) * width - 1], bytes[(i + 1) * width - 2]) = (0xFF, 0xF0);
                }
            }
            float[] decoded = new float[count];
            Kernels.Decode.RowDecoder.Decode(format, bytes, decoded);
            fixed (byte* data = bytes)
                ((int)FiniteScan.FirstNotFinite(format, data, count)).ShouldBe(Array.FindIndex(decoded, value => !float.IsFinite(value)));
        }
    }

    [Fact]
    public void Blocks_are_refused()
    {
        byte[] block = new byte[34];
        Should.Throw<NotSupportedException>(() =>
        {
            fixed (byte* data = block)
                FiniteScan.FirstNotFinite(TensorFormat.Q8_0, data, 1);
        }).Message.ShouldContain("scales");
    }
}
