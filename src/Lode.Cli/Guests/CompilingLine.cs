using System.Diagnostics;
using Lode.Usage;
using Lode.Wasm;

namespace Lode.Cli.Guests;

/// <summary>One line on the terminal while a module is compiled, where that takes long; gone when it is done.</summary>
/// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
sealed class CompilingLine(Action<string>? write) : IProgress<CompileProgress>
{
    const long FirstAfter = 1_000_000; // shorter waits need no words
    const long Every = 100_000;

    readonly Lock _gate = new(); // several threads compile
    readonly long _began = Stopwatch.GetTimestamp();
    long _last;
    int _shown;

    public void Report(CompileProgress value)
    {
        lock (_gate)
            Report(value, (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds);
    }

    /// <param name="value">How far it is.</param>
    /// <param name="elapsed">Microseconds since it began.</param>
    public void Report(CompileProgress value, long elapsed)
    {
        if (write is null || elapsed < FirstAfter || (_shown > 0 && elapsed - _last < Every))
            return;
        _last = elapsed;
        string line = $"compiling: {UsageFormat.Count(value.Functions)} of {UsageFormat.Count(value.Total)} functions ({UsageFormat.Percent(value.Functions, value.Total)})";
        write($"\r{line.PadRight(_shown)}");
        _shown = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_shown > 0)
                write?.Invoke($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}
