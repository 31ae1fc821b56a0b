using System.Numerics;
using Lode.Generation.Sampling;

namespace Lode.Generation.Tests.Sampling;

/// <summary>Sampling under masks, biases and other temperatures, against the same written down plainly.</summary>
public sealed class MaskedSamplingTests
{
    const int Cases = 10_000;

    [Fact]
    public void Every_sampled_token_is_one_that_its_mask_allows()
    {
        int empty = 0, overridden = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            SamplingCase sampling = new(seed);
            int token = sampling.Choose();
            (int Id, float Logit)[] possible = [.. sampling.Narrowed()];
            if (possible.Length == 0)
            {
                empty++;
                token.ShouldBe(-1, $"case {seed}");
                continue;
            }
            sampling.IsAllowed(token).ShouldBeTrue($"case {seed}: token {token}");
            possible.Select(candidate => candidate.Id).ShouldContain(token, $"case {seed}");
            if (sampling.Heat == 0)
                token.ShouldBe(possible[0].Id, $"case {seed}");
            overridden += sampling.Temperature is null ? 0 : 1;
        }
        empty.ShouldBeInRange(100, Cases / 2); // there were some of each
        overridden.ShouldBeInRange(1000, Cases);
    }

    [Fact]
    public void A_mask_and_a_bias_choose_as_logits_that_say_the_same()
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            SamplingCase sampling = new(seed);
            float[] logits = [.. sampling.Logits.Select((_, id) => sampling.IsAllowed(id) ? sampling.Effective(id) : float.NegativeInfinity)];
            SamplerChain plain = new(sampling.Options with { Temperature = sampling.Heat }, logits.Length, (ulong)seed);
            int expected;
            try
            {
                expected = plain.Choose(logits, sampling.History, new Candidates(logits.Length));
            }
            catch (NoTokenPossibleException)
            {
                expected = -1;
            }
            sampling.Choose().ShouldBe(expected, $"case {seed}");
        }
    }

    [Fact]
    public void Only_what_the_mask_allows_is_loaded_and_bits_beyond_the_vocabulary_mean_nothing()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            SamplingCase sampling = new(seed);
            Candidates candidates = new(sampling.Logits.Length);
            candidates.Load(sampling.Logits, sampling.Mask, sampling.Bias);
            int[] allowed = [.. Enumerable.Range(0, sampling.Logits.Length).Where(sampling.IsAllowed)];
            candidates.Ids.ToArray().ShouldBe(allowed);
            candidates.Logits.ToArray().ShouldBe(allowed.Select(id => sampling.Effective(id) is float logit && float.IsNaN(logit) ? float.NegativeInfinity : logit));
            for (int id = 0; id < sampling.Logits.Length; id++)
                candidates.Find(id).ShouldBe(Array.IndexOf(allowed, id));
        }
    }

    [Fact]
    public void Draws_under_a_mask_follow_the_softmax_of_what_it_leaves()
    {
        float[] logits = [9, 0, 1, 9, 2, 9];
        int[] allowed = [1, 2, 4];
        float[] bias = [0, 1, 0, 0, -1, 0];
        SamplerChain chain = new(new SamplingOptions { Temperature = 0, TopK = 0, TopP = 1, MinP = 0 }, logits.Length, 42);
        Candidates scratch = new(logits.Length);
        int[] counts = new int[logits.Length];
        const int Draws = 40_000;
        for (int i = 0; i < Draws; i++)
        {
            scratch.Load(logits, [0b010110u], bias);
            counts[chain.Choose([], scratch, 0.5f)]++;
        }
        double total = allowed.Sum(id => Math.Exp((logits[id] + bias[id]) / 0.5));
        double chiSquare = allowed.Sum(id =>
        {
            double expected = Draws * Math.Exp((logits[id] + bias[id]) / 0.5) / total;
            return (counts[id] - expected) * (counts[id] - expected) / expected;
        });
        counts.Sum().ShouldBe(allowed.Sum(id => counts[id]));
        chiSquare.ShouldBeLessThan(13.8); // two degrees of freedom, p = 0.001; the seed is fixed
    }

    [Fact]
    public void A_temperature_so_low_that_quotients_overflow_takes_the_likeliest()
    {
        SamplerChain chain = new(new SamplingOptions { TopK = 0, TopP = 1, MinP = 0 }, 3, 1);
        Candidates scratch = new(3);
        foreach (float[] logits in (float[][])[[-9, -5, -7], [1, 5, 2]])
        {
            scratch.Load(logits);
            chain.Choose([], scratch, float.Epsilon).ShouldBe(1);
        }
    }

    /// <summary>Logits, a mask, biases and options out of a seed, and what is to come of them by the definitions.</summary>
    sealed class SamplingCase
    {
        public SamplingCase(int seed)
        {
            Seed = seed;
            Random random = new(seed);
            int vocabulary = random.Next(1, 200);
            Logits = [.. Enumerable.Range(0, vocabulary).Select(_ => Number(random))];
            Mask = new uint[(vocabulary + 31) / 32];
            int kind = random.Next(5);
            for (int i = 0; i < Mask.Length; i++)
            {
                Mask[i] = random.Next(kind switch { 0 => 1, 1 => 8, _ => 3 }) switch
                {
                    0 => 0,
                    1 => uint.MaxValue,
                    _ => (uint)random.NextInt64() & (uint)random.NextInt64(),
                };
            }
            if (kind == 0 && random.Next(3) > 0)
                Mask[random.Next(Mask.Length)] = 1u << random.Next(32); // perhaps beyond the vocabulary
            if (random.Next(2) == 0)
                Bias = [.. Enumerable.Range(0, vocabulary).Select(_ => random.Next(10) == 0 ? float.NegativeInfinity : Number(random))];
            Temperature = random.Next(4) switch { 0 => 0, 1 => 0.1f + 3 * random.NextSingle(), _ => null };
            History = [.. Enumerable.Range(0, random.Next(10)).Select(_ => random.Next(vocabulary))];
            Options = new SamplingOptions
            {
                Temperature = random.Next(3) * 0.8f,
                TopK = random.Next(2) * random.Next(1, 20),
                TopP = random.Next(2) == 0 ? 1 : 0.05f + 0.9f * random.NextSingle(),
                MinP = random.Next(2) * random.NextSingle() * 0.5f,
                RepetitionPenalty = random.Next(3) == 0 ? 1.3f : 1,
            };
        }

        public int Seed { get; }

        public float[] Logits { get; }

        public uint[] Mask { get; }

        public float[] Bias { get; } = [];

        public float? Temperature { get; }

        public int[] History { get; }

        public SamplingOptions Options { get; }

        public float Heat => Temperature ?? Options.Temperature;

        public bool IsAllowed(int id) => new BigInteger(Mask[id / 32]) / BigInteger.Pow(2, id % 32) % 2 == 1;

        public float Effective(int id) => Bias.Length == 0 ? Logits[id] : Logits[id] + Bias[id];

        public int Choose()
        {
            Candidates scratch = new(Logits.Length);
            scratch.Load(Logits, Mask, Bias);
            return new SamplerChain(Options, Logits.Length, (ulong)Seed).Choose(History, scratch, Temperature);
        }

        /// <summary>What top-k, top-p and min-p leave of what the mask leaves, likeliest first.</summary>
        public IEnumerable<(int Id, float Logit)> Narrowed()
        {
            (int Id, float Logit)[] left = [.. Enumerable.Range(0, Logits.Length).Where(IsAllowed).Select(id => (id, Penalised(id)))
                .Where(candidate => candidate.Item2 > float.NegativeInfinity).OrderByDescending(candidate => candidate.Item2).ThenBy(candidate => candidate.id)];
            if (left.Length == 0 || Heat == 0 || float.IsPositiveInfinity(left[0].Logit))
                return left.Take(1);
            if (Options.TopK > 0)
                left = [.. left.Take(Options.TopK)];
            double total = left.Sum(candidate => Math.Exp(candidate.Logit - left[0].Logit)), sum = 0;
            if (Options.TopP < 1)
                left = [.. left.TakeWhile(candidate => (sum += Math.Exp(candidate.Logit - left[0].Logit)) - Math.Exp(candidate.Logit - left[0].Logit) < Options.TopP * total + 1e-5)];
            return left.Where(candidate => Options.MinP == 0 || candidate.Logit >= left[0].Logit + Math.Log(Options.MinP) - 1e-5);
        }

        float Penalised(int id)
        {
            float logit = Effective(id);
            return !History.Contains(id) ? logit : logit > 0 ? logit / Options.RepetitionPenalty : logit * Options.RepetitionPenalty;
        }

        static float Number(Random random) => random.Next(40) switch
        {
            0 => float.NaN,
            1 => float.NegativeInfinity,
            2 when random.Next(8) == 0 => float.PositiveInfinity,
            < 20 => random.Next(-8, 9),
            _ => 8 * random.NextSingle() - 4,
        };
    }
}
