using System.Diagnostics;
using Lode.Cli.Streams;
using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Cli.Stat;

/// <summary>Runs commands in turn, A B A B, so that what disturbs the machine for a while disturbs all of them.</summary>
/// <param name="rounds">How many runs of each.</param>
/// <param name="warmups">How many before, which do not count.</param>
/// <param name="progress">Is told how far it is; null for nobody.</param>
/// <param name="interruption">A Ctrl-C that comes between two runs; null where it may end this process.</param>
sealed class RunSeries(int rounds, int warmups, StatProgress? progress, Interruption? interruption = null)
{
    /// <summary>Whether a run was interrupted, which ends the series.</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>Runs them as often as was asked for, or until one is interrupted.</summary>
    /// <param name="commands">What each is called, and what runs it once.</param>
    /// <returns>Those that were run at all.</returns>
    public IReadOnlyList<CommandRuns> Run(IReadOnlyList<(string Name, Func<RunResult> Run)> commands)
    {
        List<RunResult>[] results = [.. commands.Select(_ => new List<RunResult>(rounds))];
        int all = (warmups + rounds) * commands.Count;
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < all && !WasInterrupted; done++)
        {
            progress?.Report(done, all, Stopwatch.GetElapsedTime(start));
            (int round, int command) = Math.DivRem(done, commands.Count);
            RunResult run = commands[command].Run();
            WasInterrupted = IsInterrupted(run) || interruption is { IsRequested: true };
            if (round >= warmups || WasInterrupted)
                results[command].Add(run);
        }
        progress?.Clear();
        return [.. commands.Zip(results, (command, runs) => new CommandRuns(command.Name, runs)).Where(each => each.Runs.Count > 0)];
    }

    // Ctrl-C reaches the command and not us, as with a shell: what it ends is the whole series. So with HUP, QUIT and TERM.
    static bool IsInterrupted(RunResult run) => !run.TimedOut && run.ExitCode is (129 or 130 or 131 or 143);
}
