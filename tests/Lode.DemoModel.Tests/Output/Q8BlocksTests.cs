using Lode.DemoModel.Output;

namespace Lode.DemoModel.Tests.Output;

public sealed class Q8BlocksTests
{
    [Fact]
    public void Numbers_come_back_within_half_a_step_of_their_block()
    {
        Random random = new(1);
        float[] values = [.. Enumerable.Range(0, 256).Select(i => (random.NextSingle() - 0.5f) * (i / 32 + 1))];
        byte[] blocks = Q8Blocks.Quantize(values);
        blocks.Length.ShouldBe(8 * 34);
        float[] back = Q8Blocks.Dequantize(blocks);
        for (int i = 0; i < values.Length; i++)
        {
            float largest = values.Skip(i / 32 * 32).Take(32).Max(MathF.Abs);
            // Half a step, and the scale's own rounding to half precision.
            back[i].ShouldBe(values[i], largest * (0.5f / 127 + 1f / 2048));
        }
    }

    [Fact]
    public void A_block_of_zeros_stays_zero() => Q8Blocks.Dequantize(Q8Blocks.Quantize(new float[64])).ShouldAllBe(value => value == 0);
}
