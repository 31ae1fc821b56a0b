using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>What tensors are quantised to.</summary>
/// <param name="FileType">The type of the whole.</param>
public sealed record QuantizationOptions(ModelFileType FileType)
{
    /// <summary>Whether all matrices get the base type, instead of more bits for the sensitive ones.</summary>
    public bool Pure { get; init; }

    /// <summary>The type of <c>output.weight</c>, or null for the usual choice.</summary>
    public GgmlType? OutputType { get; init; }

    /// <summary>The type of <c>token_embd.weight</c>, or null for the usual choice.</summary>
    public GgmlType? TokenEmbeddingType { get; init; }

    /// <summary>Types of single tensors; the first whose pattern is found in the name counts. Not used for F32, F16 and BF16 files.</summary>
    public IReadOnlyList<TensorTypeOverride> Overrides { get; init; } = [];

    /// <summary>Whether tensors that are quantised already may be quantised again, which adds up the errors.</summary>
    public bool AllowRequantize { get; init; }
}
