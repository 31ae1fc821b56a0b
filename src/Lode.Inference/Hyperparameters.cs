namespace Lode.Inference;

/// <summary>The numbers that fix a transformer's shape and arithmetic.</summary>
public sealed record Hyperparameters
{
    /// <summary>The architecture's name in the container, such as <c>llama</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Rows of the embedding and output matrices: the number of logits.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Positions that the model was trained for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Values of a hidden state.</summary>
    public required int EmbeddingLength { get; init; }

    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Query heads per layer.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key/value heads per layer; a divisor of <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Values per head.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Values of the feed-forward layer (of one expert's, if there are experts).</summary>
    public required int FeedForwardLength { get; init; }

    /// <summary>Added to the mean square in normalisations.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Rotary position embedding.</summary>
    public required RopeParameters Rope { get; init; }

    /// <summary>What embeddings are multiplied with; 1 for most.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>What attention scores are multiplied with; mostly 1 / sqrt(<see cref="HeadDimension"/>).</summary>
    public required float AttentionScale { get; init; }

    /// <summary>The bound that scaled attention scores are kept to, smoothly; 0 for none.</summary>
    public float AttentionSoftCap { get; init; }

    /// <summary>The bound that logits are kept to, smoothly; 0 for none.</summary>
    public float FinalSoftCap { get; init; }

    /// <summary>Positions that a token attends to in layers with a window, itself included; 0 where no layer has one.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Every so manieth layer has no window; 0 where all layers have it.</summary>
    public int WindowPeriod { get; init; }

    /// <summary>Experts per layer; 0 for a dense model.</summary>
    public int ExpertCount { get; init; }

    /// <summary>Experts that each token uses.</summary>
    public int ExpertUsedCount { get; init; }

    /// <summary>Whether a layer has the window.</summary>
    /// <param name="layer">From 0.</param>
    public bool HasWindow(int layer) => SlidingWindow > 0 && (WindowPeriod == 0 || layer % WindowPeriod < WindowPeriod - 1);
}
