namespace Lode.Generation.Sampling;

/// <summary>One link of the sampling chain.</summary>
abstract class SamplingStage
{
    /// <summary>Changes logits or drops candidates; at least one stays.</summary>
    /// <param name="candidates">What is left so far.</param>
    /// <param name="history">All tokens of the sequence, the prompt's included.</param>
    internal abstract void Apply(Candidates candidates, ReadOnlySpan<int> history);
}
