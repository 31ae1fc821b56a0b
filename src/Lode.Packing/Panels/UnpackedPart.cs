using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>A file that unpacking writes: its bytes, as tensors and what lies between them.</summary>
/// <param name="Tasks">In the order of the file; what is no tensor has the type of bytes.</param>
/// <param name="Length">The length of the file.</param>
sealed record UnpackedPart(IReadOnlyList<TensorTask> Tasks, long Length);
