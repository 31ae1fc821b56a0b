namespace Lode.Weights.Quantization;

/// <summary>What a tensor does, as far as the choice of its type depends on it.</summary>
enum TensorRole
{
    Other,
    TokenEmbedding,
    Output,
    AttentionKey,

    /// <summary>Also queries, keys and values in one, and keys and values in one: the values in it are what is sensitive.</summary>
    AttentionValue,
    AttentionOutput,
    FeedForwardDown,
}
