using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>How a model is converted.</summary>
public sealed record ConversionOptions
{
    /// <summary>What matrices become; null keeps the types of the source. Vectors become F32 in any case.</summary>
    public QuantizationOptions? Quantization { get; init; }

    /// <summary>Threads, whether errors are measured, and who is told how far it is.</summary>
    public PipelineOptions Pipeline { get; init; } = new();
}
