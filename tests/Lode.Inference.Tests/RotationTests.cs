namespace Lode.Inference.Tests;

/// <summary>Rotary frequencies against numbers from a transcript of transformers' <c>modeling_rope_utils.py</c> in Python.</summary>
public sealed unsafe class RotationTests
{
    static readonly RopeParameters s_plain = new() { Dimensions = 16, Layout = RopeLayout.Halves, Base = 1e6, LocalBase = 1e4 };

    [Fact]
    public void Yarn_leaves_fast_pairs_alone_scales_slow_ones_and_mixes_between()
    {
        Rotation rotation = Rotation.Create(s_plain with { Scaling = RopeScaling.Yarn, Factor = 4, OriginalContextLength = 32768 }, false, null);
        double[] expected =
        [
            1.0, 0.17782794100389226, 0.03162277660168379, 0.004217559938927618, 0.0005, 4.445698525097307e-05, 7.905694150420949e-06,
            1.4058533129758728e-06,
        ];
        ShouldBe(rotation.Frequencies, expected);
        rotation.Magnitude.ShouldBe(1.138629436111989, 1e-15);
    }

    [Fact]
    public void Yarn_of_a_large_head_is_that_of_transformers()
    {
        RopeParameters rope = s_plain with { Dimensions = 128, Base = 5e5, Scaling = RopeScaling.Yarn, Factor = 40, OriginalContextLength = 4096 };
        Rotation rotation = Rotation.Create(rope, false, null);
        double[] expected =
        [
            1.0, 0.15797280990904317, 0.01954840345860431, 0.0011662566589095108, 1.55693105478649e-05, 2.4595277355927226e-06,
            3.8853850744080865e-07, 6.137851977829021e-08,
        ];
        ShouldBe([.. rotation.Frequencies.Where((_, i) => i % 9 == 0)], expected);
        rotation.Magnitude.ShouldBe(1.3688879454113936, 1e-15);
    }

    [Fact]
    public void Layers_with_a_window_have_their_base_and_the_scaling_only_where_it_is_for_all()
    {
        RopeParameters rope = s_plain with { Scaling = RopeScaling.Linear, Factor = 8 };
        Rotation.Create(rope, true, null).Frequencies[2].ShouldBe(0.1 / 8, 1e-15);
        Rotation.Create(rope with { ScalesLocalLayers = false }, true, null).Frequencies[2].ShouldBe(0.1, 1e-15);
        Rotation.Create(rope with { ScalesLocalLayers = false }, false, null).Frequencies[4].ShouldBe(0.001 / 8, 1e-15);
    }

    [Fact]
    public void Factors_divide_frequencies()
    {
        float* factors = stackalloc float[8];
        for (int i = 0; i < 8; i++)
            factors[i] = 1 + i;
        Rotation rotation = Rotation.Create(s_plain with { Magnitude = 1.25 }, false, factors);
        rotation.Frequencies[0].ShouldBe(1);
        rotation.Frequencies[4].ShouldBe(0.001 / 5, 1e-15);
        rotation.Magnitude.ShouldBe(1.25);
    }

    [Theory]
    [InlineData(RopeScaling.Yarn, 1e30, 1, 1e-30)]
    [InlineData(RopeScaling.Yarn, 1e-30, 536870911, 1)]
    [InlineData(RopeScaling.Linear, 1e30, 1, 1e30)]
    public void Absurd_numbers_give_absurd_frequencies_and_no_failure(RopeScaling scaling, double factor, int original, double ropeBase) =>
        Rotation.Create(s_plain with { Scaling = scaling, Factor = factor, OriginalContextLength = original, Base = ropeBase }, false, null)
            .Frequencies.Length.ShouldBe(8);

    static void ShouldBe(double[] found, double[] expected)
    {
        found.Length.ShouldBe(expected.Length);
        for (int i = 0; i < found.Length; i++)
            found[i].ShouldBe(expected[i], expected[i] * 1e-13);
    }
}
