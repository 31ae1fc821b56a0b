namespace Lode.Weights.HuggingFace;

/// <summary>What becomes of a tensor on the way to GGUF.</summary>
[Flags]
public enum TensorChange
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// Rows of each head change places, so that the elements that rotate with each other become neighbours; of a bias, its elements.
    /// </summary>
    RotaryRows = 1,

    /// <summary>1 is added: Gemma's norms are stored as what they differ from it.</summary>
    PlusOne = 2,

    /// <summary>
    /// Values are multiplied with a factor, so that the scale which llama.cpp takes for attention comes out as the model's
    /// <c>query_pre_attn_scalar</c>.
    /// </summary>
    Scaled = 4,
}
