namespace Lode.Generation.Evaluation;

/// <summary>How far the probabilities of one model are from those of another, over the same tokens.</summary>
public sealed record DivergenceResult
{
    /// <summary>The model that is judged.</summary>
    public required PerplexityResult Model { get; init; }

    /// <summary>The model that it is held against.</summary>
    public required PerplexityResult Reference { get; init; }

    /// <summary>
    /// The mean of the Kullback-Leibler divergences, in nats: for every position the sum over the vocabulary of p ln(p / q), where p is the
    /// reference's probability and q the model's.
    /// </summary>
    public required double Mean { get; init; }

    /// <summary>The standard error of <see cref="Mean"/>.</summary>
    public required double Error { get; init; }

    /// <summary>The middle one.</summary>
    public required double Median { get; init; }

    /// <summary>What 99 of 100 are below.</summary>
    public required double Percentile99 { get; init; }

    /// <summary>The largest one.</summary>
    public required double Largest { get; init; }

    /// <summary>The part of the positions where both models think the same token the likeliest, 0 to 1.</summary>
    public required double SameLikeliest { get; init; }

    /// <summary>The root mean square of the differences between the probabilities of the token that came.</summary>
    public required double RmsProbabilityDifference { get; init; }
}
