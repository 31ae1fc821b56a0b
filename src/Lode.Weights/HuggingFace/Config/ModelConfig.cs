namespace Lode.Weights.HuggingFace;

/// <summary>The numbers of a config.json that fix a model's shape and arithmetic.</summary>
sealed record ModelConfig
{
    /// <summary>The path of config.json, as errors name it.</summary>
    public required string File { get; init; }

    public required Architecture Architecture { get; init; }

    /// <summary>Rows of the embedding matrix; the tokenizer may have fewer tokens.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Positions that the model was trained for.</summary>
    public required int ContextLength { get; init; }

    public required int EmbeddingLength { get; init; }

    public required int LayerCount { get; init; }

    public required int HeadCount { get; init; }

    public required int KeyValueHeadCount { get; init; }

    public required int HeadDimension { get; init; }

    public required int FeedForwardLength { get; init; }

    public required double NormEpsilon { get; init; }

    public required double RopeBase { get; init; }

    /// <summary>The base of layers with a window, where it is another.</summary>
    public double? LocalRopeBase { get; init; }

    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Positions that a token sees, itself included, in layers with a window; 0 where no layer has one.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Every so manieth layer has no window; 0 where all layers have it.</summary>
    public int WindowPeriod { get; init; }

    public double? AttentionSoftCap { get; init; }

    public double? FinalSoftCap { get; init; }

    /// <summary>
    /// What queries are multiplied with, so that the scale that llama.cpp takes for attention comes out as the model's; else 1.
    /// </summary>
    public double QueryFactor { get; init; } = 1;

    /// <summary>What attention scores are multiplied with, where llama.cpp takes another number; else null.</summary>
    public double? AttentionScale { get; init; }

    /// <summary>Whether the output matrix is the embedding.</summary>
    public required bool IsTied { get; init; }

    /// <summary>Whether Q, K, V and the output of attention have biases (llama).</summary>
    public required bool HasBiases { get; init; }

    public int? BeginId { get; init; }

    public int? PaddingId { get; init; }

    /// <summary>The tokens that end a text or a turn, generation_config.json before config.json.</summary>
    public required IReadOnlyList<int> EndIds { get; init; }
}
