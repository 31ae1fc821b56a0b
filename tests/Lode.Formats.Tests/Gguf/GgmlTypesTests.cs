namespace Lode.Formats.Tests;

public sealed class GgmlTypesTests
{
    /// <summary>Bits per weight as they are published for each type.</summary>
    [Theory]
    [InlineData(GgmlType.F32, 32)]
    [InlineData(GgmlType.F16, 16)]
    [InlineData(GgmlType.BF16, 16)]
    [InlineData(GgmlType.F64, 64)]
    [InlineData(GgmlType.I8, 8)]
    [InlineData(GgmlType.I16, 16)]
    [InlineData(GgmlType.I32, 32)]
    [InlineData(GgmlType.I64, 64)]
    [InlineData(GgmlType.Q4_0, 4.5)]
    [InlineData(GgmlType.Q4_1, 5)]
    [InlineData(GgmlType.Q5_0, 5.5)]
    [InlineData(GgmlType.Q5_1, 6)]
    [InlineData(GgmlType.Q8_0, 8.5)]
    [InlineData(GgmlType.Q8_1, 9)]
    [InlineData(GgmlType.Q2_K, 2.625)]
    [InlineData(GgmlType.Q3_K, 3.4375)]
    [InlineData(GgmlType.Q4_K, 4.5)]
    [InlineData(GgmlType.Q5_K, 5.5)]
    [InlineData(GgmlType.Q6_K, 6.5625)]
    [InlineData(GgmlType.Q8_K, 9.125)]
    [InlineData(GgmlType.IQ1_S, 1.5625)]
    [InlineData(GgmlType.IQ1_M, 1.75)]
    [InlineData(GgmlType.IQ2_XXS, 2.0625)]
    [InlineData(GgmlType.IQ2_XS, 2.3125)]
    [InlineData(GgmlType.IQ2_S, 2.5625)]
    [InlineData(GgmlType.IQ3_XXS, 3.0625)]
    [InlineData(GgmlType.IQ3_S, 3.4375)]
    [InlineData(GgmlType.IQ4_NL, 4.5)]
    [InlineData(GgmlType.IQ4_XS, 4.25)]
    [InlineData(GgmlType.TQ1_0, 1.6875)]
    [InlineData(GgmlType.TQ2_0, 2.0625)]
    [InlineData(GgmlType.MXFP4, 4.25)]
    public void Types_have_their_published_bits_per_weight(GgmlType type, double bits)
    {
        GgmlTypes.IsKnown(type).ShouldBeTrue();
        (GgmlTypes.BytesPerBlock(type) * 8.0 / GgmlTypes.BlockSize(type)).ShouldBe(bits);
        GgmlTypes.ByteLength(type, 768).ShouldBe((long)(bits * 96));
        GgmlTypes.IsQuantized(type).ShouldBe(GgmlTypes.BlockSize(type) > 1);
        GgmlTypes.Name(type).ShouldBe(type.ToString());
    }

    [Fact]
    public void Every_named_type_is_known() => Enum.GetValues<GgmlType>().ShouldAllBe(type => GgmlTypes.IsKnown(type));

    [Theory]
    [InlineData(4)]
    [InlineData(33)]
    [InlineData(40)]
    [InlineData(uint.MaxValue)]
    public void Other_ids_are_not(uint id)
    {
        GgmlTypes.IsKnown((GgmlType)id).ShouldBeFalse();
        GgmlTypes.Name((GgmlType)id).ShouldBe($"type {id}");
        Should.Throw<ArgumentOutOfRangeException>(() => GgmlTypes.BlockSize((GgmlType)id));
    }

    [Fact]
    public void Lengths_of_broken_blocks_and_beyond_63_bits_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => GgmlTypes.ByteLength(GgmlType.Q4_0, 33));
        Should.Throw<ArgumentOutOfRangeException>(() => GgmlTypes.ByteLength(GgmlType.F32, -1));
        Should.Throw<OverflowException>(() => GgmlTypes.ByteLength(GgmlType.F64, long.MaxValue));
    }
}
