namespace Lode.Weights.HuggingFace;

/// <summary>The extents that tensors have, by what they mean.</summary>
enum Extent
{
    /// <summary>No second extent: a vector.</summary>
    None,
    Vocabulary,
    Embedding,
    FeedForward,

    /// <summary>All query heads.</summary>
    Queries,

    /// <summary>All key/value heads.</summary>
    Keys,

    /// <summary>One head.</summary>
    Head,
}
