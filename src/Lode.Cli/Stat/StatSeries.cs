using System.Diagnostics;
using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Cli.Stat;

/// <summary>Runs the commands in turn, A B A B, so that what disturbs the machine for a while disturbs all of them.</summary>
sealed class StatSeries(StatOptions options, IReadOnlyList<CommandLine> commands, ColdFiles cold, StatProgress progress)
{
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
        List<RunResult>[] results = [.. commands.Select(_ => new List<RunResult>(options.Runs))];
        int rounds = options.Warmups + options.Runs;
        bool interrupted = false;
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < rounds && !interrupted; round++)
        {
            for (int i = 0; i < commands.Count && !interrupted; i++)
            {
                if (options.IsSeries)
                    progress.Report(round * commands.Count + i, rounds * commands.Count, Stopwatch.GetElapsedTime(start));
                RunResult run = RunOnce(commands[i]);
                interrupted = IsInterrupted(run);
                if (round >= options.Warmups || interrupted)
                    results[i].Add(run);
            }
        }
        progress.Clear();
        List<string> notes = [.. cold.Notes];
        if (interrupted && options.IsSeries)
            notes.Add("interrupted: fewer runs than asked for");
        CommandRuns[] measured = [.. commands.Zip(results, (command, runs) => new CommandRuns(command.Display, runs)).Where(each => each.Runs.Count > 0)];
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

    // Ctrl-C reaches the command and not us, as with a shell: what it ends is the whole series. So with HUP, QUIT and TERM.
    static bool IsInterrupted(RunResult run) => !run.TimedOut && run.ExitCode is (129 or 130 or 131 or 143);
}
