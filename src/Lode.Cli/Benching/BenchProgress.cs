using System.Diagnostics;
using Lode.Usage;

namespace Lode.Cli.Benching;

/// <summary>One line on the terminal that says which test runs, and how long the rest may take.</summary>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class BenchProgress(Action<string>? write)
{
    long _began;
    int _all;
    int _done;
    int _shown;

    /// <param name="all">Tests that will run, repetitions counted.</param>
    public void Begin(int all)
    {
        _all = all;
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>The next test begins.</summary>
    public void Next(string model, string test, int threads)
    {
        string line = Line(_done++, _all, Path.GetFileName(model), test, threads, (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds);
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

    /// <summary>For example <c>3 of 12: model.gguf, pp512, 2 threads, 12.3 s left</c>.</summary>
    public static string Line(int done, int all, string model, string test, int threads, long elapsed)
    {
        string left = done > 0 ? $", {UsageFormat.Duration((long)((double)elapsed * (all - done) / done))} left" : "";
        return $"{done + 1} of {all}: {model}, {test}, {threads} {(threads == 1 ? "thread" : "threads")}{left}";
    }
}
