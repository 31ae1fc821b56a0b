using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights.Quantization;

/// <summary>Writes a whole GGUF file through the <see cref="TensorPipeline"/>; it appears complete or not at all.</summary>
public static class TensorFileWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Where; a file that is there is replaced when the new one is complete, and may be the source itself.</param>
    /// <param name="alignment">What the offsets of tensors are multiples of, in bytes.</param>
    /// <param name="addMetadata">Adds the metadata.</param>
    /// <param name="tasks">The tensors, in the order of the file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ModelFormatException">A value is infinite, not a number or too large for its new type; or a file became shorter.</exception>
    /// <exception cref="IOException">A source cannot be read, there is not enough room on the disk, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static QuantizationResult Write(string path, int alignment, Action<GgufWriter> addMetadata,
        IReadOnlyList<TensorTask> tasks, PipelineOptions options, CancellationToken cancellation)
    {
        using OutputFile file = new(path);
        using GgufWriter writer = new(file, alignment, leaveOpen: true);
        addMetadata(writer);
        foreach (TensorTask task in tasks)
            writer.AddTensor(task.Alignment, task.Name, task.Target, task.Dimensions);
        file.Reserve(writer.FileLength);
        IReadOnlyList<TensorOutcome> outcomes = TensorPipeline.Run(tasks, writer, options, cancellation);
        writer.Complete();
        cancellation.ThrowIfCancellationRequested();
        file.Commit();
        return new QuantizationResult(outcomes, writer.FileLength);
    }
}
