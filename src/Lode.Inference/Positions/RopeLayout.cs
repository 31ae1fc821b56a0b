namespace Lode.Inference;

/// <summary>Which values of a head rotate with each other.</summary>
public enum RopeLayout
{
    /// <summary>2i with 2i + 1: GGUF files of the llama architecture.</summary>
    Pairs,

    /// <summary>i with i + rotated / 2: Hugging Face's files, opened as they are.</summary>
    Halves,
}
