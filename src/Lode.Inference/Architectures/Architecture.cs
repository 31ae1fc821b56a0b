namespace Lode.Inference.Architectures;

/// <summary>
/// Everything in which the arithmetic of one architecture differs from that of another: the graph, the weights and the hyper-parameters are
/// built from it. What it does not mention is the same for all: RMS norms before attention and feed-forward, rotary positions, grouped
/// queries, a gated feed-forward layer, an output matrix that is the embedding where the file has none.
/// </summary>
/// <param name="Name"><c>general.architecture</c> in GGUF.</param>
sealed record Architecture(string Name)
{
    /// <summary>Which values of a head rotate with each other, as the files have them.</summary>
    public RopeLayout RopeLayout { get; init; } = RopeLayout.Halves;

    /// <summary>The tensors that rotary frequencies are divided by.</summary>
    public RopeFactors RopeFactors { get; init; }

    /// <summary>The rotary base of layers with a window, where the file has none; null where it is that of all layers.</summary>
    public double? LocalRopeBase { get; init; }

    /// <summary>Whether the scaling of positions is for layers without a window only.</summary>
    public bool ScalesGlobalLayersOnly { get; init; }

    /// <summary>The biases of attention.</summary>
    public AttentionBiases Biases { get; init; }

    /// <summary>Whether Q, K and V are the rows of one matrix, <c>attn_qkv</c>.</summary>
    public bool FusesQueryKeyValue { get; init; }

    /// <summary>Whether gate and up are the rows of one matrix, <c>ffn_up</c>, in this order.</summary>
    public bool FusesGateUp { get; init; }

    /// <summary>Whether each head of Q and K is normalised before it is rotated.</summary>
    public bool HasHeadNorms { get; init; }

    /// <summary>Whether the outputs of attention and feed-forward are normalised before they are added.</summary>
    public bool HasPostNorms { get; init; }

    /// <summary>The activation of the feed-forward layer.</summary>
    public GatedActivation Activation { get; init; } = GatedActivation.SwiGlu;

    /// <summary>Whether embeddings are multiplied with the square root of their length.</summary>
    public bool ScalesEmbedding { get; init; }

    /// <summary>
    /// The number of layers for which attention is scaled by embedding / heads instead of the head dimension (the 27B models of Gemma).
    /// </summary>
    public int EmbeddingScaleLayers { get; init; }

    /// <summary>The bound of attention scores where the file has none; 0 for no bound; null where there can be none.</summary>
    public double? AttentionSoftCap { get; init; }

    /// <summary>The bound of logits where the file has none; 0 for no bound; null where there can be none.</summary>
    public double? FinalSoftCap { get; init; }

    /// <summary>
    /// Every so manieth layer attends to all positions, where the file does not say it; 0 where every layer has the window; null where there
    /// can be no windows.
    /// </summary>
    public int? WindowPeriod { get; init; }

    /// <summary>The window where the file has none; 0 for no window; null where the file must say it.</summary>
    public int? Window { get; init; } = 0;

    /// <summary>
    /// Whether feed-forward layers are mixtures of experts. An expert's share is its part of a softmax over all experts, scaled so that the
    /// shares of the chosen ones sum to 1.
    /// </summary>
    public ExpertUse Experts { get; init; }

    /// <summary>The key of the length of one expert's feed-forward layer.</summary>
    public string ExpertLengthKey { get; init; } = "feed_forward_length";
}
