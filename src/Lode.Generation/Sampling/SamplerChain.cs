namespace Lode.Generation.Sampling;

/// <summary>Chooses tokens for one sequence: the stages that its options ask for, then the draw.</summary>
sealed class SamplerChain
{
    readonly PenaltyStage? _penalties;
    readonly SamplingStage[] _narrowing;
    readonly RandomSource _random;
    readonly float _temperature;

    internal SamplerChain(SamplingOptions options, int vocabularySize, ulong seed)
    {
        if (options.HasPenalties)
            _penalties = new PenaltyStage(options, vocabularySize);
        List<SamplingStage> narrowing = [];
        if (options.TopK > 0)
            narrowing.Add(new TopKStage(options.TopK));
        if (options.TopP < 1)
            narrowing.Add(new TopPStage(options.TopP));
        if (options.MinP > 0)
            narrowing.Add(new MinPStage(options.MinP));
        _narrowing = [.. narrowing];
        _temperature = options.Temperature;
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
        int token = Choose(history, candidates, null);
        return token >= 0 ? token : throw new NoTokenPossibleException();
    }

    /// <summary>Chooses one of the candidates that were loaded.</summary>
    /// <param name="history">All tokens of the sequence.</param>
    /// <param name="candidates">What may be chosen.</param>
    /// <param name="temperature">Takes the place of the chain's own; 0 takes the likeliest.</param>
    /// <returns>The token; -1 where there is no candidate, or none whose logit is a number.</returns>
    internal int Choose(ReadOnlySpan<int> history, Candidates candidates, float? temperature)
    {
        float heat = temperature ?? _temperature;
        if (candidates.Count == 0)
            return -1;
        _penalties?.Apply(candidates, history);
        if (heat > 0)
        {
            foreach (SamplingStage stage in _narrowing)
                stage.Apply(candidates, history);
        }
        int best = candidates.IsSorted ? 0 : candidates.Best();
        float max = candidates.Logits[best];
        if (float.IsNegativeInfinity(max))
            return -1;
        if (heat == 0)
            return candidates.Ids[best];
        if (heat != 1)
        {
            max /= heat;
            foreach (ref float logit in candidates.Logits)
                logit /= heat;
        }
        if (!float.IsFinite(max))
            return candidates.Ids[best]; // also where a temperature near 0 makes it so

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
