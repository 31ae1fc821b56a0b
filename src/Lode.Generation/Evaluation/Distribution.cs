namespace Lode.Generation.Evaluation;

/// <summary>Logits as natural logarithms of probabilities, without storing them.</summary>
readonly struct Distribution
{
    readonly double _normaliser;

    public Distribution(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }
        double largest = logits[best], sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - largest);
        Likeliest = best;
        _normaliser = largest + Math.Log(sum);
    }

    /// <summary>The token with the largest logit; the first of several.</summary>
    public int Likeliest { get; }

    public double LogProbability(float logit) => logit - _normaliser;

    /// <summary>The Kullback-Leibler divergence of <paramref name="other"/> from this, in nats; never below 0.</summary>
    public double DivergenceOf(in Distribution other, ReadOnlySpan<float> logits, ReadOnlySpan<float> otherLogits)
    {
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double own = LogProbability(logits[i]);
            double probability = Math.Exp(own);
            if (probability > 0) // a logit may be -infinity
                sum += probability * (own - other.LogProbability(otherLogits[i]));
        }
        return Math.Max(0, sum);
    }
}
