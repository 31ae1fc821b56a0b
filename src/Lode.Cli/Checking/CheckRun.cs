using System.Diagnostics;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Weights.Checking;

namespace Lode.Cli.Checking;

/// <summary>Runs a check of models with progress on the terminal; Ctrl-C ends it.</summary>
static class CheckRun
{
    public const int MaxThreads = 256;

    /// <param name="action">What is done, such as <c>verifying</c>.</param>
    /// <param name="options">How; without progress.</param>
    /// <param name="check">Does it.</param>
    /// <returns>What was found, and the microseconds that it took.</returns>
    /// <exception cref="InterruptedException">Ctrl-C.</exception>
    public static (T Result, long Microseconds) Run<T>(string action, CheckOptions options, Func<CheckOptions, CancellationToken, T> check)
    {
        long began = Stopwatch.GetTimestamp();
        using Interruption interruption = new();
        TransferProgress progress = new(action, ErrorStream.IsTerminal ? ErrorStream.Write : null);
        try
        {
            T result = check(options with { Progress = (done, all) => progress.Report(done, all, Elapsed(began)) }, interruption.Token);
            return (result, Elapsed(began));
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

    /// <summary>The options that <c>--threads</c> gives.</summary>
    public static CheckOptions Options(int? threads) => new() { Threads = threads ?? Math.Min(Environment.ProcessorCount, MaxThreads) };

    static long Elapsed(long began) => (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds;
}
