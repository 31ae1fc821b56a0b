using Lode.Inference;

namespace Lode.Generation.Evaluation;

/// <summary>How a text is evaluated.</summary>
public sealed record PerplexityOptions
{
    /// <summary>Tokens of a chunk, at least 4. The text is cut into chunks of this length, each read on its own; what is left at its end is not used.</summary>
    public int ChunkLength { get; init; } = 512;

    /// <summary>The most chunks to read; 0 for all.</summary>
    public int MaxChunks { get; init; }

    /// <summary>Threads and the like; its context length is not used.</summary>
    public ContextOptions Context { get; init; } = new();

    /// <summary>Is told how far it is, after every chunk.</summary>
    public IProgress<PerplexityProgress>? Progress { get; init; }

    /// <summary>Ends the evaluation early, with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }
}
