namespace Lode.Cli.Evaluating;

/// <summary>What <c>lode perplexity --json</c> prints.</summary>
sealed record PerplexityReport
{
    public required string Model { get; init; }

    /// <summary>The text's file; <c>-</c> for standard input.</summary>
    public required string File { get; init; }

    /// <summary>Tokens of the text, of which those that do not fill a chunk were not used.</summary>
    public required int Tokens { get; init; }

    /// <summary>Tokens of a chunk.</summary>
    public required int ChunkLength { get; init; }

    public required int Chunks { get; init; }

    /// <summary>Tokens that were foretold.</summary>
    public required int TokensScored { get; init; }

    public required double Perplexity { get; init; }

    /// <summary>The standard error.</summary>
    public required double PerplexityError { get; init; }

    /// <summary>The mean negative logarithm of the tokens' probabilities, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>How far the model is from another; null where none was given.</summary>
    public DivergenceReport? Against { get; init; }

    /// <summary>Microseconds from opening the model to the last chunk.</summary>
    public required long ElapsedUs { get; init; }
}
