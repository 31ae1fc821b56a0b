using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Cli.Stat;

/// <summary>The runs that <c>lode stat</c> was asked for.</summary>
sealed class StatSeries(StatOptions options, IReadOnlyList<CommandLine> commands, ColdFiles cold, StatProgress progress)
{
    /// <summary>What the reader of a series that was cut short has to know.</summary>
    public const string InterruptedNote = "interrupted: fewer runs than asked for";

    readonly RunSettings _settings = new()
    {
        Trace = options.Trace,
        SamplesPerSecond = options.SamplesPerSecond,
        Tree = options.Tree,
        Pss = options.Pss,
        Counters = options.Counters,
        Timeout = options.Timeout,
        DiscardOutput = options.IsSeries && !options.ShowOutput,
    };

    /// <summary>Runs them as often as was asked for, or until one is interrupted.</summary>
    /// <exception cref="StatException">The preparation failed.</exception>
    public Measurement Run()
    {
        RunSeries series = new(options.Runs, options.Warmups, options.IsSeries ? progress : null);
        IReadOnlyList<CommandRuns> measured = series.Run([.. commands.Select(command => (command.Display, (Func<RunResult>)(() => RunOnce(command))))]);
        List<string> notes = [.. cold.Notes];
        if (series.WasInterrupted && options.IsSeries)
            notes.Add(InterruptedNote);
        return new Measurement(measured, options.Metric, options.Warmups, notes);
    }

    RunResult RunOnce(CommandLine command)
    {
        if (options.Prepare is not null)
            Prepare(options.Prepare);
        cold.Evict();
        return CommandRunner.Run(command, _settings);
    }

    static void Prepare(string line)
    {
        RunResult result = CommandRunner.Run(
            CommandLine.FromStrings("/bin/sh", "-c", line), new RunSettings { Trace = false, SamplesPerSecond = 0, DiscardOutput = true });
        if (result.ExitCode != 0)
            throw new StatException($"--prepare: '{line}' ended with exit code {result.ExitCode}; nothing more was run");
    }
}
