namespace Lode.Generation.Sampling;

/// <summary>Keeps the k likeliest tokens.</summary>
sealed class TopKStage(int k) : SamplingStage
{
    internal override void Apply(Candidates candidates, ReadOnlySpan<int> history) => candidates.KeepTop(k);
}
