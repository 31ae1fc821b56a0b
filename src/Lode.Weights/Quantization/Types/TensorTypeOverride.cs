using System.Text.RegularExpressions;
using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>A type for the tensors whose names match.</summary>
/// <param name="Pattern">Found anywhere in a name.</param>
/// <param name="Type">The type.</param>
public sealed record TensorTypeOverride(Regex Pattern, GgmlType Type);
