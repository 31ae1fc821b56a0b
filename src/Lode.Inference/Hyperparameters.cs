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

    /// <summary>Values of each head that rotary embedding turns; even.</summary>
    public required int RopeDimensions { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeBase { get; init; }

    /// <summary>Linear position scaling: positions are divided by this.</summary>
    public required double RopeScale { get; init; }

    /// <summary>Which values of a head rotate with each other.</summary>
    public RopeLayout RopeLayout { get; init; }

    /// <summary>Positions that a token attends to, itself included; 0 where it attends to all before it.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Experts per layer; 0 for a dense model.</summary>
    public int ExpertCount { get; init; }

    /// <summary>Experts that each token uses.</summary>
    public int ExpertUsedCount { get; init; }
}
