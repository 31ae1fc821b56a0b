namespace Lode.Inference.Architectures;

/// <summary>Whether an architecture's feed-forward layers are mixtures of experts.</summary>
enum ExpertUse
{
    None,

    /// <summary>Where the file has an <c>expert_count</c>.</summary>
    Optional,

    Required,
}
