using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Quantizing;
using Lode.Cli.Streams;
using Lode.Packing;
using Lode.Weights.Quantization;

namespace Lode.Cli.Converting;

/// <summary>Converts a model and says how it went.</summary>
/// <param name="Model">The source.</param>
/// <param name="Output">Where to.</param>
/// <param name="Quantization">To what; null keeps the types.</param>
/// <param name="Threads">With how many threads.</param>
/// <param name="MeasureErrors">Whether to compare what was written with the source.</param>
sealed record ConvertRun(string Model, string Output, QuantizationOptions? Quantization, int Threads, bool MeasureErrors)
{
    /// <exception cref="InterruptedException">Ctrl-C; nothing was written.</exception>
    public ConvertReport Run(Interruption interruption, TransferProgress progress)
    {
        long began = Stopwatch.GetTimestamp();
        ConversionOptions options = new()
        {
            Quantization = Quantization,
            Pipeline = new PipelineOptions
            {
                Threads = Threads,
                MeasureErrors = MeasureErrors,
                Progress = now => progress.Report(now.DoneBytes, now.TotalBytes, Elapsed(began)),
            },
        };
        try
        {
            ConversionResult result = ModelConverter.Convert(Model, Output, options, interruption.Token);
            QuantizeReport written = QuantizeReport.Of(result.Written, Model, Output, Quantization?.FileType, Threads, Elapsed(began));
            return new ConvertReport(result.Architecture, result.Notes, written);
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

    static long Elapsed(long began) => (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds;
}
