namespace Lode.Generation.Sampling;

/// <summary>Keeps the tokens with at least a share p of the likeliest token's probability (Nguyen et al. 2024, arXiv 2407.01082).</summary>
sealed class MinPStage(float p) : SamplingStage
{
    readonly float _logP = MathF.Log(p);

    internal override void Apply(Candidates candidates, ReadOnlySpan<int> history)
    {
        float max = candidates.Logits[candidates.IsSorted ? 0 : candidates.Best()];
        candidates.KeepAtLeast(max + _logP);
    }
}
