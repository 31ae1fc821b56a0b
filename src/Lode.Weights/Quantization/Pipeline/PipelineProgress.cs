namespace Lode.Weights.Quantization;

/// <summary>How far the writing is.</summary>
/// <param name="Tensor">The name of the tensor that was written to last.</param>
/// <param name="DoneBytes">Bytes of the source that are done.</param>
/// <param name="TotalBytes">Bytes of the source.</param>
public readonly record struct PipelineProgress(string Tensor, long DoneBytes, long TotalBytes);
