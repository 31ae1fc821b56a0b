namespace Lode.Inference.Architectures;

/// <summary>What a feed-forward layer makes of its gate and up rows.</summary>
enum GatedActivation
{
    /// <summary>silu(gate) * up.</summary>
    SwiGlu,

    /// <summary>gelu(gate) * up, in GELU's tanh form.</summary>
    GeGlu,
}
