using Lode.Usage;
using Lode.Wasm;

namespace Lode.Cli.Guests;

/// <summary>One line on the terminal while a module is opened and compiled, where that takes a moment; gone when it is done.</summary>
sealed class CompilingLine : IProgress<CompileProgress>, IDisposable
{
    const int FirstAfter = 60; // milliseconds: shorter waits need no words
    const int Every = 100;

    readonly Action<string>? _write;
    readonly string _name;
    readonly Lock _gate = new(); // several threads compile
    readonly Timer? _timer;
    CompileProgress? _progress;
    int _shown;
    bool _done;

    /// <param name="write">Takes text for the terminal; null where there is none, and nothing is shown.</param>
    /// <param name="file">The module's file.</param>
    public CompilingLine(Action<string>? write, string file)
    {
        _write = write;
        _name = Path.GetFileName(file);
        if (write is not null)
            _timer = new(_ => Show(), null, FirstAfter, Every);
    }

    /// <summary>A line for standard error, where that is a terminal.</summary>
    public static CompilingLine For(string file) => new(Streams.ErrorStream.IsTerminal ? Streams.ErrorStream.Write : null, file);

    public void Report(CompileProgress value)
    {
        lock (_gate)
        {
            if (_progress is not { } before || value.Bytes > before.Bytes)
                _progress = value;
        }
    }

    /// <summary>What is said: for example <c>compiling yosys.wasm: 12,000 of 34,004 functions, 9.8 MiB of 26.5 MiB (37 %), 0.60 s left</c>.</summary>
    public static string Line(string name, CompileProgress? progress)
    {
        if (progress is not { } done)
            return $"opening {name}";
        string left = done.Remaining is TimeSpan time ? $", {UsageFormat.Duration((long)time.TotalMicroseconds)} left" : "";
        return $"compiling {name}: {UsageFormat.Count(done.Functions)} of {UsageFormat.Count(done.TotalFunctions)} functions, "
            + $"{UsageFormat.Bytes(done.Bytes)} of {UsageFormat.Bytes(done.TotalBytes)} ({UsageFormat.Percent(done.Bytes, done.TotalBytes)}){left}";
    }

    /// <summary>Takes the line away. Nothing is shown from then on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _done = true;
            if (_shown > 0)
                _write?.Invoke($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
        _timer?.Dispose();
    }

    public void Dispose() => Clear();

    void Show()
    {
        lock (_gate)
        {
            if (_done)
                return;
            string line = Line(_name, _progress);
            _write!($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }
}
