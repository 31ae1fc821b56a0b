using Lode.Generation.Sampling;

namespace Lode.Generation.Tests.Sampling;

public sealed class SamplerChainTests
{
    static readonly SamplingOptions s_plain = new() { Temperature = 1, TopK = 0, TopP = 1, MinP = 0 };

    [Fact]
    public void Temperature_0_takes_the_likeliest_and_of_equals_the_lowest_id()
    {
        Choose(new SamplingOptions { Temperature = 0 }, 1, [1, 5, 5, 2]).ShouldBe(1);
        Choose(new SamplingOptions { Temperature = 0 }, 1, [float.NaN, -3, float.NegativeInfinity]).ShouldBe(1);
        Choose(new SamplingOptions { Temperature = 0, RepetitionPenalty = 2 }, 1, [4, 5, 3], history: [1]).ShouldBe(0);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.5f)]
    [InlineData(2f)]
    public void Draws_follow_the_softmax_at_the_temperature(float temperature)
    {
        float[] logits = [0, 1, 2, -1, float.NegativeInfinity];
        double[] weights = [.. logits.Select(l => Math.Exp(l / temperature))];
        SamplerChain chain = new(s_plain with { Temperature = temperature }, logits.Length, 42);
        Candidates scratch = new(logits.Length);
        int[] counts = new int[logits.Length];
        const int Draws = 40_000;
        for (int i = 0; i < Draws; i++)
            counts[chain.Choose(logits, [], scratch)]++;
        counts[4].ShouldBe(0);
        double chiSquare = Enumerable.Range(0, 4).Sum(i =>
        {
            double expected = Draws * weights[i] / weights.Sum();
            return (counts[i] - expected) * (counts[i] - expected) / expected;
        });
        chiSquare.ShouldBeLessThan(16.3); // three degrees of freedom, p = 0.001; the seed is fixed
    }

    [Fact]
    public void The_chain_narrows_before_it_draws()
    {
        float[] logits = [3, 2.9f, 2.8f, 0, -5];
        for (ulong seed = 0; seed < 200; seed++)
        {
            Choose(s_plain with { TopK = 1 }, seed, logits).ShouldBe(0);
            Choose(s_plain with { TopK = 3, Temperature = 10 }, seed, logits).ShouldBeLessThan(3);
            Choose(s_plain with { MinP = 0.5f, Temperature = 10 }, seed, logits).ShouldBeLessThan(3);
            Choose(s_plain with { TopP = 0.9f, Temperature = 10 }, seed, logits).ShouldBeLessThan(3);
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same_tokens_and_another_one_does_not()
    {
        float[] logits = [.. Enumerable.Range(0, 100).Select(i => MathF.Sin(i))];
        int[] Draw(ulong seed)
        {
            SamplerChain chain = new(s_plain, logits.Length, seed);
            Candidates scratch = new(logits.Length);
            return [.. Enumerable.Range(0, 50).Select(_ => chain.Choose(logits, [], scratch))];
        }
        Draw(7).ShouldBe(Draw(7));
        Draw(7).ShouldNotBe(Draw(8));
    }

    [Fact]
    public void Random_numbers_are_those_of_the_published_generator()
    {
        // xoshiro256** from SplitMix64(0), computed from the authors' definition with arbitrary-precision integers.
        RandomSource source = new(0);
        source.Next().ShouldBe(11091344671253066420UL);
        source.Next().ShouldBe(13793997310169335082UL);
        source.Next().ShouldBe(1900383378846508768UL);
    }

    [Fact]
    public void Logits_without_any_number_are_an_error()
    {
        Should.Throw<NoTokenPossibleException>(() => Choose(s_plain, 1, [float.NaN, float.NegativeInfinity]));
        Choose(s_plain, 1, [0, float.PositiveInfinity]).ShouldBe(1);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        foreach ((SamplingOptions options, string name) in ((SamplingOptions, string)[])
        [
            (new() { Temperature = -1 }, "Temperature"), (new() { Temperature = float.NaN }, "Temperature"), (new() { TopK = -1 }, "TopK"),
            (new() { TopP = 0 }, "TopP"), (new() { TopP = 1.1f }, "TopP"), (new() { MinP = 2 }, "MinP"),
            (new() { RepetitionPenalty = 0 }, "RepetitionPenalty"), (new() { FrequencyPenalty = float.PositiveInfinity }, "FrequencyPenalty"),
            (new() { PresencePenalty = float.NaN }, "PresencePenalty"), (new() { PenaltyWindow = -1 }, "PenaltyWindow"),
        ])
        {
            Should.Throw<ArgumentOutOfRangeException>(options.Validate).Message.ShouldContain(name);
        }
        new SamplingOptions().Validate();
        Should.Throw<ArgumentException>(() => new GenerationOptions { StopStrings = [""] }.Validate());
        Should.Throw<ArgumentOutOfRangeException>(() => new GenerationOptions { MaxTokens = -1 }.Validate());
    }

    static int Choose(SamplingOptions options, ulong seed, float[] logits, int[]? history = null) =>
        new SamplerChain(options, logits.Length, seed).Choose(logits, history ?? [], new Candidates(logits.Length));
}
