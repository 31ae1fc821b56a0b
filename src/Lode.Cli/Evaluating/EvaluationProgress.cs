using System.Diagnostics;
using System.Globalization;
using Lode.Generation.Evaluation;
using Lode.Usage;

namespace Lode.Cli.Evaluating;

/// <summary>One line on the terminal that says how far the text is, and its perplexity so far.</summary>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class EvaluationProgress(Action<string>? write) : IProgress<PerplexityProgress>
{
    readonly long _began = Stopwatch.GetTimestamp();
    int _shown;

    public void Report(PerplexityProgress value)
    {
        string line = Line(value, (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds);
        write?.Invoke($"\r{line.PadRight(_shown)}");
        _shown = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void End()
    {
        if (_shown > 0)
            write?.Invoke($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }

    /// <summary>For example <c>chunk 3 of 12: perplexity 5.1234 so far, 12.3 s left</c>.</summary>
    public static string Line(PerplexityProgress value, long elapsed) => string.Create(CultureInfo.InvariantCulture,
        $"chunk {value.Chunks} of {value.All}: perplexity {value.Perplexity:F4} so far, {UsageFormat.Duration((long)((double)elapsed * (value.All - value.Chunks) / value.Chunks))} left");
}
