using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Packing;
using Lode.Weights.Quantization;

namespace Lode.Cli.Packing;

/// <summary>Packs or unpacks a model and says how it went.</summary>
/// <param name="Model">The source.</param>
/// <param name="Output">Where to.</param>
/// <param name="Unpack">Back to rows.</param>
/// <param name="Threads">With how many threads.</param>
sealed record PackRun(string Model, string Output, bool Unpack, int Threads)
{
    /// <exception cref="InterruptedException">Ctrl-C; nothing was written.</exception>
    public PackReport Run(Interruption interruption, TransferProgress progress)
    {
        long began = Stopwatch.GetTimestamp();
        PipelineOptions options = new()
        {
            Threads = Threads,
            Progress = now => progress.Report(now.DoneBytes, now.TotalBytes, Elapsed(began)),
        };
        try
        {
            PackingResult result = Unpack
                ? ModelPacker.Unpack(Model, Output, options, interruption.Token)
                : ModelPacker.Pack(Model, Output, options, interruption.Token);
            return PackReport.Of(result, this, Elapsed(began));
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
