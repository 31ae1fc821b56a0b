namespace Lode.Inference;

/// <summary>Sizes of an <see cref="InferenceContext"/>. All memory is reserved, and costs physical pages only as it is used.</summary>
public sealed record ContextOptions
{
    /// <summary>
    /// The most positions of one sequence; 0 takes the length that the model was trained for. Models with LongRoPE (Phi 3) rotate by their
    /// long factors where it is more than the length of their first training, by the short ones else.
    /// </summary>
    public int ContextLength { get; init; }

    /// <summary>Positions in the cache for all sequences together, shared ones counted once; 0 takes one context length.</summary>
    public int CachePositions { get; init; }

    /// <summary>Threads, the caller's included; 0 takes one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Tokens computed at a time, 1 to 4096; longer steps are cut. More is faster for long prompts and needs more scratch memory.</summary>
    public int MaxBatchTokens { get; init; } = 128;

    /// <summary>How keys and values are stored.</summary>
    public CacheType CacheType { get; init; }
}
