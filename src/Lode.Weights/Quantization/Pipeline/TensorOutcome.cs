using Lode.Kernels.Checks;

namespace Lode.Weights.Quantization;

/// <summary>What became of one tensor.</summary>
/// <param name="Task">The tensor.</param>
/// <param name="Errors">
/// How far the stored values are from those of the source (after the transform); all zero for a copy. Null where it was not measured.
/// </param>
public sealed record TensorOutcome(TensorTask Task, ErrorSums? Errors);
