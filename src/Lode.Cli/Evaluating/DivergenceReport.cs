namespace Lode.Cli.Evaluating;

/// <summary>How far the probabilities of a model are from those of another.</summary>
sealed record DivergenceReport
{
    /// <summary>The other model.</summary>
    public required string Model { get; init; }

    public required double Perplexity { get; init; }

    public required double PerplexityError { get; init; }

    /// <summary>The mean Kullback-Leibler divergence, in nats.</summary>
    public required double KlMean { get; init; }

    /// <summary>Its standard error.</summary>
    public required double KlError { get; init; }

    public required double KlMedian { get; init; }

    public required double Kl99 { get; init; }

    public required double KlLargest { get; init; }

    /// <summary>The part of the positions with the same likeliest token, 0 to 1.</summary>
    public required double SameLikeliest { get; init; }

    /// <summary>The root mean square of the differences between the probabilities of the token that came.</summary>
    public required double RmsProbabilityDifference { get; init; }
}
