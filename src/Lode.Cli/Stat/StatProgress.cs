using Lode.Usage;

namespace Lode.Cli.Stat;

/// <summary>One line on the terminal that says how far the runs are; what a command writes to the terminal goes over it.</summary>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class StatProgress(Action<string>? write)
{
    int _shown;

    /// <param name="done">Runs that are over.</param>
    /// <param name="all">Runs in all, also those that warm up.</param>
    /// <param name="elapsed">Since the first began.</param>
    public void Report(int done, int all, TimeSpan elapsed)
    {
        if (write is null)
            return;
        string line = Line(done, all, elapsed);
        write($"\r{line.PadRight(_shown)}\r");
        _shown = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_shown > 0)
            write?.Invoke($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }

    /// <summary>For example <c>run 3 of 20, 12.3 s left</c>.</summary>
    public static string Line(int done, int all, TimeSpan elapsed)
    {
        string left = done == 0 ? "" : $", {UsageFormat.Duration((long)(elapsed.TotalMicroseconds / done * (all - done)))} left";
        return $"run {UsageFormat.Count(done + 1)} of {UsageFormat.Count(all)}{left}";
    }
}
