using Lode.Usage.Statistics;

namespace Lode.Usage.Reports;

/// <summary>Everything that was measured: what all reports are made of.</summary>
/// <param name="Commands">The commands, at least one; those after the first were run in turn with it and are compared with it.</param>
/// <param name="Metric">The figure that is compared.</param>
/// <param name="Warmups">How many runs of each went before and do not count.</param>
/// <param name="Notes">What else the reader has to know, a sentence each.</param>
public sealed record Measurement(IReadOnlyList<CommandRuns> Commands, Metric Metric, int Warmups, IReadOnlyList<string> Notes)
{
    /// <summary>The columns of tables with a line per command, beside the figure that is compared; null for the usual ones.</summary>
    public IReadOnlyList<Metric>? Columns { get; init; }

    /// <summary>The figures to tell: all, and <see cref="Metric.Ready"/> where a command told it.</summary>
    public IEnumerable<Metric> Metrics => Commands.Any(command => command.Summarise(Metric.Ready) is not null) ? Metric.All.Prepend(Metric.Ready) : Metric.All;

    /// <summary>The exit code that stands for all: that of the last run that failed, of the commands in order; 0 where none did.</summary>
    public int ExitCode => Commands.SelectMany(command => command.Runs).LastOrDefault(run => run.ExitCode != 0)?.ExitCode ?? 0;

    /// <summary>The letter by which a report speaks of a command: A, B, ... Z, then C27, C28, ...</summary>
    public static string Letter(int command) => command < 26 ? ((char)('A' + command)).ToString() : FormattableString.Invariant($"C{command + 1}");

    /// <summary>How many times a command's figure is that of the first, pair by pair; null where no pair has both.</summary>
    public PairedRatio? Ratio(int command, Metric metric)
    {
        List<double> values = [];
        List<double> references = [];
        foreach ((Running.RunResult run, Running.RunResult reference) in Commands[command].Runs.Zip(Commands[0].Runs))
        {
            if (metric.Of(run) is not long value || metric.Of(reference) is not long other)
                continue;
            values.Add(value);
            references.Add(other);
        }
        return values.Count == 0 ? null : PairedRatio.Of(values.ToArray(), references.ToArray());
    }
}
