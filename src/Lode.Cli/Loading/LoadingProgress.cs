using System.Diagnostics;
using Lode.Cli.Streams;
using Lode.Weights;

namespace Lode.Cli.Loading;

/// <summary>One line on the terminal that says how far the weights have come; gone when they are there, or when another line is needed.</summary>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class LoadingProgress(Action<string>? write) : IProgress<LoadProgress>
{
    readonly Lock _gate = new(); // populating reports from a thread of its own
    readonly long _began = Stopwatch.GetTimestamp();
    TransferProgress? _line;
    bool _stopped;

    public void Report(LoadProgress value) => Report(value, (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds);

    /// <param name="value">How far it is.</param>
    /// <param name="elapsed">Microseconds since loading began.</param>
    public void Report(LoadProgress value, long elapsed)
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            _line ??= new TransferProgress(value.Way == LoadWay.Map ? "fetching the weights" : "reading the weights", write);
            if (value.Done < value.Total)
                _line.Report(value.Done, value.Total, elapsed);
            else
                _line.Clear();
        }
    }

    /// <summary>Takes the line away for good.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _line?.Clear();
        }
    }
}
