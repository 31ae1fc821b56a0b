using Lode.Usage;

namespace Lode.Cli.Running;

/// <summary>One line on the terminal that says how far the prompt was read; gone when it is done.</summary>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class PromptProgress(Action<string>? write)
{
    const long FirstAfter = 300_000; // shorter waits need no words
    const long Every = 100_000;
    long _last;
    int _shown;

    /// <param name="done">Tokens read.</param>
    /// <param name="all">Tokens of the prompt.</param>
    /// <param name="elapsed">Microseconds since the first was begun.</param>
    public void Report(int done, int all, long elapsed)
    {
        if (done >= all)
        {
            Clear();
            return;
        }
        if (write is null || elapsed < FirstAfter || (_shown > 0 && elapsed - _last < Every))
            return;
        _last = elapsed;
        string line = Line(done, all, elapsed);
        write($"\r{line.PadRight(_shown)}");
        _shown = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_shown > 0)
            write?.Invoke($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }

    /// <summary>For example <c>reading the prompt: 512 of 2,048 tokens (25 %), 341 tokens/s, 4.50 s left</c>.</summary>
    public static string Line(int done, int all, long elapsed)
    {
        string left = done > 0 ? UsageFormat.Duration((long)((double)elapsed * (all - done) / done)) : "n/a";
        return $"reading the prompt: {UsageFormat.Count(done)} of {UsageFormat.Count(all)} tokens ({UsageFormat.Percent(done, all)}), "
            + $"{UsageFormat.Rate(done, elapsed, "tokens")}, {left} left";
    }
}
