using Lode.Usage;

namespace Lode.Cli.Streams;

/// <summary>One line on the terminal that says how far work through many bytes is; gone when it is done.</summary>
/// <param name="action">What is done, such as <c>quantising</c>.</param>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class TransferProgress(string action, Action<string>? write)
{
    const long FirstAfter = 300_000; // shorter waits need no words
    const long Every = 100_000;
    long _last;
    int _shown;

    /// <param name="done">Bytes done.</param>
    /// <param name="all">Bytes in all.</param>
    /// <param name="elapsed">Microseconds since the first was begun.</param>
    public void Report(long done, long all, long elapsed)
    {
        if (write is null || elapsed < FirstAfter || (_shown > 0 && elapsed - _last < Every && done < all))
            return;
        _last = elapsed;
        string line = Line(action, done, all, elapsed);
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

    /// <summary>For example <c>quantising: 512.0 MiB of 2.0 GiB (25 %), 341.3 MiB/s, 4.50 s left</c>.</summary>
    public static string Line(string action, long done, long all, long elapsed)
    {
        if (done >= all)
            return $"{action}: {UsageFormat.Bytes(done)} done, waiting for the disk";
        string rate = elapsed > 0 ? $"{UsageFormat.Bytes((long)(done * 1e6 / elapsed))}/s" : "n/a";
        string left = done > 0 ? UsageFormat.Duration((long)((double)elapsed * (all - done) / done)) : "n/a";
        return $"{action}: {UsageFormat.Bytes(done)} of {UsageFormat.Bytes(all)} ({UsageFormat.Percent(done, all)}), {rate}, {left} left";
    }
}
