using Lode.Kernels.Checks;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;

namespace Lode.Kernels.Tests.Encode;

public sealed class QuantiserErrorTests
{
    public static TheoryData<TensorFormat> BlockFormats => [.. RowEncoder.All.Where(format => TensorFormats.BlockSize(format) > 1)];

    public static TheoryData<TensorFormat> SearchedFormats => [.. ReferenceErrors.All.Keys.Select(key => key.Format).Distinct()];

    [Theory]
    [MemberData(nameof(SearchedFormats))]
    public void No_distribution_has_a_larger_error_than_the_reference_quantiser_makes(TensorFormat format)
    {
        int compared = 0;
        foreach ((string name, float[] values) in Distributions.All(8192))
        {
            double expected = ReferenceErrors.All[(format, name)];
            double error = Error(format, values).RelativeRmsError;
            error.ShouldBeLessThanOrEqualTo(1, name);
            if (!double.IsNaN(expected)) // where a scale of the reference is infinite
            {
                error.ShouldBeLessThanOrEqualTo(expected * 1.0001, name);
                compared++;
            }
        }
        compared.ShouldBeGreaterThan(20);
    }

    [Theory]
    [MemberData(nameof(BlockFormats))]
    public void The_error_is_within_the_limits_that_ggml_publishes(TensorFormat format)
    {
        // The data and the limits of ggml's test-quantize-fns: root of the summed squares over the count.
        const int Count = 32 * 128;
        float[] values = [.. Enumerable.Range(0, Count).Select(i => 0.1f + 2 * MathF.Cos(i))];
        double limit = format switch
        {
            TensorFormat.Q2_K => 0.0075,
            TensorFormat.Q3_K => 0.0040,
            _ => 0.002,
        };
        (Math.Sqrt(Error(format, values).SquaredDifferences) / Count).ShouldBeLessThan(limit);
    }

    [Theory]
    [MemberData(nameof(BlockFormats))]
    public void A_block_has_the_same_bytes_alone_and_in_company(TensorFormat format)
    {
        int block = TensorFormats.BlockSize(format), stride = TensorFormats.BytesPerBlock(format);
        foreach ((string name, float[] values) in Distributions.All(7 * 256))
        {
            byte[] together = new byte[TensorFormats.RowBytes(format, values.Length)];
            RowEncoder.Encode(format, values, together);
            byte[] alone = new byte[stride];
            for (int i = 0; i < values.Length / block; i++)
            {
                RowEncoder.Encode(format, values.AsSpan(i * block, block), alone);
                alone.ShouldBe(together[(i * stride)..((i + 1) * stride)], $"block {i} of {name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(BlockFormats))]
    public void Scaling_by_a_power_of_two_scales_the_result(TensorFormat format)
    {
        // Binary16 scales stay normal for these sizes, so nothing but the exponents may change.
        float[] values = Distributions.Normal(1024, 3);
        float[] decoded = Decoded(format, values);
        float[] scaled = Decoded(format, [.. values.Select(value => value * 16)]);
        scaled.ShouldBe([.. decoded.Select(value => value * 16)]);
    }

    [Theory]
    [MemberData(nameof(BlockFormats))]
    public void Finite_values_whose_scales_fit_decode_to_finite_values(TensorFormat format)
    {
        foreach ((string name, float[] values) in Distributions.All(1024))
        {
            if (values.All(value => Math.Abs(value) < 1e5f))
                FiniteScan.FirstNotFinite(Decoded(format, values)).ShouldBe(-1, name);
        }
    }

    static ErrorSums Error(TensorFormat format, float[] values)
    {
        ErrorSums sums = default;
        sums.Add(values, Decoded(format, values));
        return sums;
    }

    static float[] Decoded(TensorFormat format, float[] values)
    {
        byte[] bytes = new byte[TensorFormats.RowBytes(format, values.Length)];
        RowEncoder.Encode(format, values, bytes);
        float[] decoded = new float[values.Length];
        RowDecoder.Decode(format, bytes, decoded);
        return decoded;
    }
}
