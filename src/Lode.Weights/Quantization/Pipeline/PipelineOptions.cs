namespace Lode.Weights.Quantization;

/// <summary>How tensors are written.</summary>
public sealed record PipelineOptions
{
    /// <summary>Threads that read and encode, 1 to 256; by default one per processor. What is written does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether what was encoded is decoded again and compared with the source, for <see cref="TensorOutcome.Errors"/>.</summary>
    public bool MeasureErrors { get; init; }

    /// <summary>Told after every part that was written, some megabytes each, on the calling thread.</summary>
    public Action<PipelineProgress>? Progress { get; init; }
}
