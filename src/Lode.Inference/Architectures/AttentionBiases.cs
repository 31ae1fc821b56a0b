namespace Lode.Inference.Architectures;

/// <summary>The biases that attention has.</summary>
enum AttentionBiases
{
    None,

    /// <summary>Those that the file has, of Q, K, V and the output.</summary>
    Optional,

    /// <summary>Q, K and V, and none of the output.</summary>
    QueryKeyValue,
}
