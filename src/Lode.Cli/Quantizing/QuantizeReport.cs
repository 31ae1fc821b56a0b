using Lode.Formats;
using Lode.Kernels.Checks;
using Lode.Weights.Quantization;

namespace Lode.Cli.Quantizing;

/// <summary>What was written: what <c>--json</c> prints and <c>--report</c> makes its table of.</summary>
sealed record QuantizeReport
{
    public required string Model { get; init; }

    public required string File { get; init; }

    /// <summary>The type of the file as a whole, such as <c>Q4_K_M</c>; null where tensors keep the types of the source.</summary>
    public required string? Type { get; init; }

    public required long Parameters { get; init; }

    /// <summary>Bytes of the source's tensors.</summary>
    public required long SourceBytes { get; init; }

    /// <summary>Bytes of the tensors as written.</summary>
    public required long TensorBytes { get; init; }

    public required long FileBytes { get; init; }

    public required double BitsPerParameter { get; init; }

    /// <summary>Tensors whose rows are not whole blocks of the type that was meant for them.</summary>
    public required int Fallbacks { get; init; }

    public required int Threads { get; init; }

    public required long ElapsedUs { get; init; }

    /// <summary>Over all tensors that were converted; null unless errors were asked for.</summary>
    public double? RmsError { get; init; }

    public double? RelativeRmsError { get; init; }

    public double? LargestError { get; init; }

    /// <summary>Null unless asked for.</summary>
    public IReadOnlyList<TensorReport>? Tensors { get; init; }

    public static QuantizeReport Of(QuantizationResult result, string model, string file, ModelFileType? type, int threads, long elapsedUs)
    {
        ErrorSums? errors = result.Errors;
        return new QuantizeReport
        {
            Model = model,
            File = file,
            Type = type?.Name,
            Parameters = result.ElementCount,
            SourceBytes = result.SourceBytes,
            TensorBytes = result.TargetBytes,
            FileBytes = result.FileLength,
            BitsPerParameter = result.ElementCount == 0 ? 0 : result.TargetBytes * 8.0 / result.ElementCount,
            Fallbacks = result.Tensors.Count(tensor => tensor.Task.Wanted is not null),
            Threads = threads,
            ElapsedUs = elapsedUs,
            RmsError = errors?.RmsError,
            RelativeRmsError = errors?.RelativeRmsError,
            LargestError = errors?.LargestDifference,
            Tensors = errors is null ? null : [.. result.Tensors.Select(Of)],
        };
    }

    static TensorReport Of(TensorOutcome outcome)
    {
        TensorTask task = outcome.Task;
        ErrorSums errors = outcome.Errors.GetValueOrDefault();
        return new TensorReport(task.Name, task.Dimensions.ToArray(), GgmlTypes.Name(task.Source.Type), GgmlTypes.Name(task.Target),
            task.Wanted?.ToString(), task.SourceBytes, task.TargetBytes, errors.RmsError, errors.RelativeRmsError, errors.LargestDifference);
    }
}
