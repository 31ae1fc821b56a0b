namespace Lode.Weights.HuggingFace;

/// <summary>A row of <see cref="TensorTable"/>: a tensor of a model, or one of each layer.</summary>
/// <param name="Gguf">The name in GGUF; behind <c>blk.N.</c> where it is one of each layer.</param>
/// <param name="HuggingFace">The name in safetensors; behind <c>model.layers.N.</c> where it is one of each layer.</param>
/// <param name="Rows">The first extent in safetensors, the second in GGUF.</param>
/// <param name="Columns">The length of a row; <see cref="Extent.None"/> for a vector.</param>
/// <param name="Families">The architectures that have it.</param>
/// <param name="Change">What becomes of it.</param>
sealed record TensorRow(string Gguf, string HuggingFace, Extent Rows, Extent Columns, Family Families = Family.All, TensorChange Change = TensorChange.None)
{
    /// <summary>Whether a model has the tensor.</summary>
    public Func<ModelConfig, bool> When { get; init; } = static _ => true;
}
