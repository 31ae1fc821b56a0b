namespace Lode.Generation.Sampling;

/// <summary>Nucleus sampling (Holtzman et al. 2019, arXiv 1904.09751): keeps the likeliest tokens that together reach probability p.</summary>
sealed class TopPStage(float p) : SamplingStage
{
    internal override void Apply(Candidates candidates, ReadOnlySpan<int> history)
    {
        candidates.Sort();
        ReadOnlySpan<float> logits = candidates.Logits;
        float max = logits[0];
        double total = 0;
        foreach (float logit in logits)
            total += MathF.Exp(logit - max);
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            sum += MathF.Exp(logits[i] - max);
            if (sum >= p * total)
            {
                candidates.Truncate(i + 1);
                return;
            }
        }
    }
}
