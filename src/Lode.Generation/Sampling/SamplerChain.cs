namespace Lode.Generation.Sampling;

/// <summary>Chooses tokens for one sequence: the stages that its options ask for, then the draw.</summary>
sealed class SamplerChain
{
    readonly SamplingStage[] _stages;
    readonly RandomSource _random;
    readonly bool _greedy;

    internal SamplerChain(SamplingOptions options, int vocabularySize, ulong seed)
    {
        List<SamplingStage> stages = [];
        if (options.HasPenalties)
            stages.Add(new PenaltyStage(options, vocabularySize));
        _greedy = options.Temperature == 0;
        if (!_greedy)
        {
            if (options.TopK > 0)
                stages.Add(new TopKStage(options.TopK));
            if (options.TopP < 1)
                stages.Add(new TopPStage(options.TopP));
            if (options.MinP > 0)
                stages.Add(new MinPStage(options.MinP));
            if (options.Temperature != 1)
                stages.Add(new TemperatureStage(options.Temperature));
        }
        _stages = [.. stages];
        _random = new RandomSource(seed);
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">One per vocabulary entry; not changed.</param>
    /// <param name="history">All tokens of the sequence.</param>
    /// <param name="candidates">Scratch memory of the vocabulary's size.</param>
    /// <exception cref="NoTokenPossibleException">Every logit is NaN or negative infinity.</exception>
    internal int Choose(ReadOnlySpan<float> logits, ReadOnlySpan<int> history, Candidates candidates)
    {
        candidates.Load(logits);
        foreach (SamplingStage stage in _stages)
            stage.Apply(candidates, history);
        int best = candidates.IsSorted ? 0 : candidates.Best();
        float max = candidates.Logits[best];
        if (float.IsNegativeInfinity(max))
            throw new NoTokenPossibleException();
        if (_greedy || float.IsPositiveInfinity(max))
            return candidates.Ids[best];

        Span<float> weights = candidates.Logits;
        double total = 0;
        foreach (ref float weight in weights)
        {
            weight = MathF.Exp(weight - max);
            total += weight;
        }
        double left = _random.NextDouble() * total;
        for (int i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
                return candidates.Ids[i];
        }
        return candidates.Ids[best]; // rounding ate the last crumb of probability
    }
}
