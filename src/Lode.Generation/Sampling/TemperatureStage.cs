namespace Lode.Generation.Sampling;

/// <summary>Divides the logits by a temperature above 0.</summary>
sealed class TemperatureStage(float temperature) : SamplingStage
{
    internal override void Apply(Candidates candidates, ReadOnlySpan<int> history)
    {
        foreach (ref float logit in candidates.Logits)
            logit /= temperature;
    }
}
