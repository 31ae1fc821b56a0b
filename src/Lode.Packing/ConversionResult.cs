using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>What a conversion made.</summary>
/// <param name="Architecture">The architecture's name in GGUF.</param>
/// <param name="Written">The tensors and the length of the file.</param>
/// <param name="Notes">What GGUF cannot say and what was left out, a sentence each.</param>
public sealed record ConversionResult(string Architecture, QuantizationResult Written, IReadOnlyList<string> Notes);
