using Lode.Kernels.Checks;
using Lode.Kernels.Decode;
using Lode.Kernels.Tests.Decode;

namespace Lode.Kernels.Tests.Checks;

public sealed class BlockScalesTests
{
    public static TheoryData<TensorFormat> Formats => [.. TensorFormats.All];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_first_block_that_decodes_to_something_not_finite_is_found(TensorFormat format)
    {
        Random random = new(11 + (int)format);
        int size = TensorFormats.BlockSize(format), stride = TensorFormats.BytesPerBlock(format), found = 0;
        for (int round = 0; round < 400; round++)
        {
            // Random bits give a scale that is not finite in one of 32 halves.
            int blocks = random.Next(1, 12);
            byte[] data = RandomBlocks.Make(format, blocks * size, random, anyScale: true);
            float[] values = new float[blocks * size];
            RowDecoder.Decode(format, data, values);
            int expected = Array.FindIndex(values, value => !float.IsFinite(value));
            int block = BlockScales.FirstNotFinite(format, data);
            if (block >= 0)
            {
                found++;
                // A scale that is not finite spoils the block unless its codes are all zero, which random bits are not.
                (expected / size).ShouldBe(block, $"round {round}");
            }
            else
            {
                expected.ShouldBe(-1, $"round {round}");
            }
        }
        found.ShouldBeGreaterThan(format is TensorFormat.F32 or TensorFormat.BF16 ? 3 : 30);
        BlockScales.FirstNotFinite(format, RandomBlocks.Make(format, 64 * size, random).AsSpan(0, format is TensorFormat.F32 or TensorFormat.F16 or TensorFormat.BF16 ? 0 : 64 * stride)).ShouldBe(-1);
    }

    [Fact]
    public void Data_that_is_not_whole_blocks_is_refused() =>
        Should.Throw<ArgumentException>(() => BlockScales.FirstNotFinite(TensorFormat.Q6_K, new byte[211])).Message.ShouldContain("210");
}
