namespace Lode.Generation.Sampling;

/// <summary>Repetition (Keskar et al. 2019, arXiv 1909.05858), frequency and presence penalties over a window of tokens.</summary>
/// <remarks>First in the chain: it relies on candidates in the order of their ids.</remarks>
sealed class PenaltyStage(SamplingOptions options, int vocabularySize) : SamplingStage
{
    readonly int[] _counts = new int[vocabularySize];

    internal override void Apply(Candidates candidates, ReadOnlySpan<int> history)
    {
        ReadOnlySpan<int> window = history[Math.Max(0, history.Length - options.PenaltyWindow)..];
        foreach (int token in window)
            _counts[token]++;
        foreach (int token in window)
        {
            int count = _counts[token];
            if (count == 0)
                continue; // penalised already
            _counts[token] = 0;
            int place = candidates.Find(token);
            if (place < 0)
                continue; // a mask forbids it
            ref float logit = ref candidates.Logits[place];
            logit = logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty;
            logit -= count * options.FrequencyPenalty + options.PresencePenalty;
        }
    }
}
