using System.Globalization;
using Lode.Packing;
using Lode.Usage;

namespace Lode.Cli.Packing;

/// <summary>What <c>lode pack</c> or <c>lode unpack</c> wrote: what <c>--json</c> prints.</summary>
sealed record PackReport
{
    public required string Model { get; init; }

    public required string File { get; init; }

    /// <summary>What was written: one file, or the parts of a model that was split before it was packed.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Whether the new file has its matrices in panels.</summary>
    public required bool Packed { get; init; }

    /// <summary>Tensors that were re-laid.</summary>
    public required int PanelTensors { get; init; }

    public required int Tensors { get; init; }

    /// <summary>Matrices of the packed file that are several of the plain one.</summary>
    public required int FusedTensors { get; init; }

    /// <summary>Bytes of the compiled tokenizer in the packed file.</summary>
    public required long TokenizerBytes { get; init; }

    /// <summary>Why it has none; null where it has one, or the model has no tokenizer.</summary>
    public string? TokenizerObstacle { get; init; }

    /// <summary>Bytes of the tensors that were re-laid.</summary>
    public required long PanelBytes { get; init; }

    public required long TensorBytes { get; init; }

    public required long FileBytes { get; init; }

    public required int Threads { get; init; }

    public required long ElapsedUs { get; init; }

    public static PackReport Of(PackingResult result, PackRun run, long elapsedUs) => new()
    {
        Model = run.Model,
        File = result.Files[0],
        Files = result.Files,
        Packed = !run.Unpack,
        PanelTensors = result.Panels,
        Tensors = result.Tensors,
        FusedTensors = result.Fused,
        TokenizerBytes = result.TokenizerBytes,
        TokenizerObstacle = result.TokenizerObstacle,
        PanelBytes = result.PanelBytes,
        TensorBytes = result.TensorBytes,
        FileBytes = result.FileLength,
        Threads = run.Threads,
        ElapsedUs = elapsedUs,
    };

    /// <summary>For example <c>model-packed.gguf: 155 of 201 tensors (99 % of 606.5 MiB) in panels, 1.43 s</c>.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"{(Files.Count == 1 ? File : $"{File} and {Files.Count - 1} more")}: {PanelTensors} of {Tensors} tensors ({UsageFormat.Percent(PanelBytes, TensorBytes)} of {UsageFormat.Bytes(TensorBytes)}) {(Packed ? "in panels" : "back in rows")}, {UsageFormat.Duration(ElapsedUs)}\n")
        + (Packed && PanelTensors == 0 ? "nothing to gain: panels need matrices of a multiple of 16 rows\n" : "")
        + (TokenizerObstacle is null ? "" : $"the tokenizer is not compiled: {TokenizerObstacle}\n");
}
