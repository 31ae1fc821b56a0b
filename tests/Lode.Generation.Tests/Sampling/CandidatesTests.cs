using FsCheck;
using FsCheck.Fluent;
using Lode.Generation.Sampling;

namespace Lode.Generation.Tests.Sampling;

/// <summary>Each narrowing step against its definition, written down with LINQ.</summary>
public sealed class CandidatesTests
{
    [Fact]
    public void Sorting_and_the_top_k_follow_the_definition() => Check((logits, random) =>
    {
        (int Id, float Logit)[] sorted = Sorted(logits);
        int k = random.Next(1, logits.Length + 3);
        Candidates top = Load(logits);
        top.KeepTop(k);
        Pairs(top).ShouldBe(sorted.Take(k));
        Candidates all = Load(logits);
        all.Sort();
        Pairs(all).ShouldBe(sorted);
    });

    [Fact]
    public void The_nucleus_is_the_shortest_beginning_with_probability_p() => Check((logits, random) =>
    {
        float p = (float)(0.05 + 0.9 * random.NextDouble());
        (int Id, float Logit)[] sorted = Sorted(logits);
        double total = sorted.Sum(c => Math.Exp(c.Logit - sorted[0].Logit));
        Candidates candidates = Load(logits);
        new TopPStage(p).Apply(candidates, []);
        candidates.Count.ShouldBeGreaterThan(0);
        Pairs(candidates).ShouldBe(sorted.Take(candidates.Count));
        double kept = Pairs(candidates).Sum(c => Math.Exp(c.Logit - sorted[0].Logit)) / total;
        double withoutLast = Pairs(candidates).SkipLast(1).Sum(c => Math.Exp(c.Logit - sorted[0].Logit)) / total;
        kept.ShouldBeGreaterThanOrEqualTo(p - 1e-5);
        withoutLast.ShouldBeLessThan(p + 1e-5);
    });

    [Fact]
    public void Min_p_keeps_what_has_a_share_of_the_best_probability() => Check((logits, random) =>
    {
        float p = (float)(0.01 + 0.9 * random.NextDouble());
        Candidates candidates = Load(logits);
        new MinPStage(p).Apply(candidates, []);
        float threshold = logits.Max() + MathF.Log(p);
        candidates.Ids.ToArray().ShouldBe(Enumerable.Range(0, logits.Length).Where(i => logits[i] >= threshold));
    });

    [Fact]
    public void The_best_is_the_first_of_the_likeliest() => Check((logits, random) =>
    {
        if (random.Next(3) == 0)
            Array.Fill(logits, random.Next(2) == 0 ? float.NegativeInfinity : 0);
        if (random.Next(3) == 0)
            logits[random.Next(logits.Length)] = -0f;
        if (random.Next(3) == 0)
            logits[random.Next(logits.Length)] = float.PositiveInfinity;
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }
        Load(logits).Best().ShouldBe(best);
    });

    [Fact]
    public void Penalties_follow_their_formulas() => Check((logits, random) =>
    {
        SamplingOptions options = new()
        {
            RepetitionPenalty = 1.3f,
            FrequencyPenalty = 0.2f,
            PresencePenalty = 0.4f,
            PenaltyWindow = random.Next(1, 12),
        };
        int[] history = [.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(logits.Length))];
        PenaltyStage stage = new(options, logits.Length);
        for (int round = 0; round < 2; round++) // the second round shows that the counts were reset
        {
            Candidates candidates = Load(logits);
            stage.Apply(candidates, history);
            for (int id = 0; id < logits.Length; id++)
            {
                int count = history.TakeLast(options.PenaltyWindow).Count(token => token == id);
                float expected = logits[id];
                if (count > 0)
                {
                    expected = expected > 0 ? expected / 1.3f : expected * 1.3f;
                    expected -= count * 0.2f + 0.4f;
                }
                candidates.Logits[id].ShouldBe(expected, 1e-4f);
            }
        }
    });

    static void Check(Action<float[], Random> property) => Prop.ForAll<int>(seed =>
    {
        Random random = new(seed);
        // Few distinct values, so that ties are common.
        float[] logits = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(-8, 9) * (random.Next(3) == 0 ? 1f : 0.37f))];
        property(logits, random);
    }).QuickCheckThrowOnFailure();

    static Candidates Load(float[] logits)
    {
        Candidates candidates = new(logits.Length);
        candidates.Load(logits);
        return candidates;
    }

    static (int Id, float Logit)[] Sorted(float[] logits) =>
        [.. logits.Select((logit, id) => (Id: id, Logit: logit)).OrderByDescending(c => c.Logit).ThenBy(c => c.Id)];

    static (int Id, float Logit)[] Pairs(Candidates candidates)
    {
        (int, float)[] pairs = new (int, float)[candidates.Count];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = (candidates.Ids[i], candidates.Logits[i]);
        return pairs;
    }
}
