using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>The type that was chosen for a tensor.</summary>
/// <param name="Type">The type.</param>
/// <param name="Wanted">The type that it stands in for, because the rows are not whole blocks of that; else null.</param>
public readonly record struct TensorTypeChoice(GgmlType Type, GgmlType? Wanted);
