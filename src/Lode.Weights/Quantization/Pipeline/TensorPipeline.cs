using Lode.Formats;
using Lode.Kernels.Checks;

namespace Lode.Weights.Quantization;

/// <summary>Writes tensors in other types, with all cores and a few megabytes of memory, however large the tensors are.</summary>
/// <remarks>
/// Workers claim parts of about half a megabyte in order, read them by position, decode, transform and encode them; the calling thread
/// writes them in order. The bytes are the same for every number of threads, and so are the errors, which are summed up in order.
/// </remarks>
public static class TensorPipeline
{
    /// <summary>Parts that may wait for being written, besides those in work: they even out what parts take.</summary>
    const int Waiting = 4;

    /// <summary>Writes tensors, which the writer must already know in this order.</summary>
    /// <param name="tasks">The tensors.</param>
    /// <param name="writer">Takes their bytes; <see cref="GgufWriter.Complete"/> is left to the caller.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>One outcome per tensor, in the same order.</returns>
    /// <exception cref="ModelFormatException">A value is infinite, not a number or too large for its new type; or a file became shorter.</exception>
    /// <exception cref="IOException">A source cannot be read, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static IReadOnlyList<TensorOutcome> Run(
        IReadOnlyList<TensorTask> tasks, GgufWriter writer, PipelineOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Run(tasks, writer.WriteTensor, options, cancellation);
    }

    /// <summary>Hands on the bytes of tensors, one tensor behind the other.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{TensorTask}, GgufWriter, PipelineOptions, CancellationToken)"/>
    /// <param name="tasks">The tensors.</param>
    /// <param name="write">Takes their bytes, on the calling thread.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static IReadOnlyList<TensorOutcome> Run(
        IReadOnlyList<TensorTask> tasks, Action<ReadOnlySpan<byte>> write, PipelineOptions options, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, 256);
        ChunkPlan plan = new(tasks);
        using ChunkRing ring = new(plan, options.Threads + Waiting);
        ChunkWorker[] workers = new ChunkWorker[options.Threads];
        try
        {
            for (int i = 0; i < workers.Length; i++)
                workers[i] = new ChunkWorker(ring, plan.LargestSource, options.MeasureErrors, i);
            using CancellationTokenRegistration registration =
                cancellation.Register(() => ring.Fail(new OperationCanceledException(cancellation)));
            ErrorSums[] errors = Write(ring, tasks, write, options.Progress);
            return [.. tasks.Select((task, i) => new TensorOutcome(task, options.MeasureErrors ? errors[i] : null))];
        }
        catch (Exception error)
        {
            ring.Fail(error); // what the writer cannot write ends the workers, too
            throw;
        }
        finally
        {
            foreach (ChunkWorker? worker in workers)
                worker?.Dispose();
        }
    }

    static ErrorSums[] Write(ChunkRing ring, IReadOnlyList<TensorTask> tasks, Action<ReadOnlySpan<byte>> write, Action<PipelineProgress>? progress)
    {
        ErrorSums[] errors = new ErrorSums[tasks.Count];
        long done = 0, total = tasks.Sum(task => task.SourceBytes);
        while (ring.Take() is { } chunk)
        {
            write(chunk.Target);
            errors[chunk.TaskIndex].Add(chunk.Errors);
            done += chunk.SourceBytes;
            progress?.Invoke(new PipelineProgress(chunk.Task.Name, done, total));
            ring.Release();
        }
        return errors;
    }
}
