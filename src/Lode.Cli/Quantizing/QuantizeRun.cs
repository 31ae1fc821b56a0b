using System.Diagnostics;
using System.Text;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Formats;
using Lode.Memory;
using Lode.Weights.Quantization;

namespace Lode.Cli.Quantizing;

/// <summary>Quantises a model and says how it went.</summary>
/// <param name="Model">The source.</param>
/// <param name="Output">Where to.</param>
/// <param name="Options">To what.</param>
/// <param name="Threads">With how many threads.</param>
/// <param name="MeasureErrors">Whether to compare what was written with the source.</param>
sealed record QuantizeRun(string Model, string Output, QuantizationOptions Options, int Threads, bool MeasureErrors)
{
    /// <exception cref="InterruptedException">Ctrl-C; nothing was written.</exception>
    public QuantizeReport Run(Interruption interruption, TransferProgress progress)
    {
        long began = Stopwatch.GetTimestamp();
        PipelineOptions pipeline = new()
        {
            Threads = Threads,
            MeasureErrors = MeasureErrors,
            Progress = now => progress.Report(now.DoneBytes, now.TotalBytes, Elapsed(began)),
        };
        try
        {
            using GgufModel model = GgufModel.OpenHeader(Model);
            QuantizationResult result = GgufQuantizer.Quantize(model, Output, Options, pipeline, interruption.Token);
            return QuantizeReport.Of(result, Model, Output, Options.FileType, Threads, Elapsed(began));
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException();
        }
        finally
        {
            progress.Clear();
        }
    }

    /// <summary>Writes the table, or the object where the name says so, to a file.</summary>
    public static void WriteReport(QuantizeReport report, string path)
    {
        using OutputFile file = new(path);
        file.Write(path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(report, CliJson.Readable.QuantizeReport)
            : Encoding.UTF8.GetBytes(QuantizeTable.Write(report)));
        file.Commit();
    }

    static long Elapsed(long began) => (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds;
}
