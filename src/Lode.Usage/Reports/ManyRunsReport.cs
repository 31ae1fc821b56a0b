using System.Text;
using Lode.Usage.Statistics;

namespace Lode.Usage.Reports;

/// <summary>Tables of the figures of many runs, what the comparison says, and which runs stand out.</summary>
public static class ManyRunsReport
{
    const int NameWidth = 22;
    const int ColumnWidth = 16;
    const int MostListed = 10;

    /// <summary>Writes the tables.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="explain">Whether the end says what the figures mean.</param>
    public static string Write(Measurement measurement, bool explain)
    {
        StringBuilder text = new();
        for (int command = 0; command < measurement.Commands.Count; command++)
            WriteTable(text, measurement, command);
        if (measurement.Commands.Count > 1)
            text.Append('\n');
        WriteConclusions(text, measurement);
        if (explain)
            WriteMeanings(text, measurement);
        return text.ToString();
    }

    /// <summary>What the comparison of a command with the first says.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="command">Which command; not 0.</param>
    public static string Sentence(Measurement measurement, int command) => Comparison.Sentence(
        measurement.Metric, Measurement.Letter(0), Measurement.Letter(command), measurement.Ratio(command, measurement.Metric));

    /// <summary>Writes what the comparison says, which runs stand out, and the notes.</summary>
    internal static void WriteConclusions(StringBuilder text, Measurement measurement)
    {
        for (int command = 1; command < measurement.Commands.Count; command++)
            text.Append(Sentence(measurement, command)).Append('\n');
        WriteExceptions(text, measurement);
        foreach (string note in measurement.Notes)
            text.Append("note: ").Append(note).Append('\n');
    }

    static void WriteTable(StringBuilder text, Measurement measurement, int command)
    {
        CommandRuns runs = measurement.Commands[command];
        if (command > 0)
            text.Append('\n');
        text.Append(Measurement.Letter(command)).Append(": ").Append(runs.Command).Append('\n');
        string count = $"{UsageFormat.Count(runs.Runs.Count)} {(runs.Runs.Count == 1 ? "run" : "runs")}";
        string warmups = measurement.Warmups == 0 ? "" : $" after {UsageFormat.Count(measurement.Warmups)} to warm up";
        text.Append($"{count}{warmups}".PadRight(NameWidth));
        foreach (string heading in (string[])["median", "MAD", "min", "max"])
            text.Append(heading.PadLeft(ColumnWidth));
        text.Append(command > 0 ? $"   ratio to {Measurement.Letter(0)}\n" : "\n");
        foreach (Metric metric in measurement.Metrics)
        {
            // A figure that is 0 in every run of every command says nothing.
            if (runs.Summarise(metric) is not Summary summary || measurement.Commands.All(each => each.Summarise(metric) is null or { Max: 0 }))
                continue;
            text.Append(metric.Title.PadRight(NameWidth));
            foreach (double value in (double[])[summary.Median, summary.Mad, summary.Min, summary.Max])
                text.Append(metric.Format(value).PadLeft(ColumnWidth));
            if (command > 0 && measurement.Ratio(command, metric) is PairedRatio ratio)
                text.Append($"   {Comparison.Cell(ratio)}");
            text.Append('\n');
        }
    }

    // Nothing is left out of the statistics; what stands out is told.
    static void WriteExceptions(StringBuilder text, Measurement measurement)
    {
        for (int command = 0; command < measurement.Commands.Count; command++)
        {
            CommandRuns runs = measurement.Commands[command];
            string letter = Measurement.Letter(command);
            if (runs.Summarise(measurement.Metric) is { Outliers.Count: > 0 } summary)
                text.Append($"outliers in {measurement.Metric.Title} of {letter}: "
                    + $"{List(summary.Outliers, index => measurement.Metric.Format(measurement.Metric.Of(runs.Runs[index])!.Value))}\n");
            if (runs.Failed.Any())
                text.Append($"failed runs of {letter}, which count all the same: {List([.. runs.Failed], index => Failure(runs.Runs[index]))}\n");
            foreach (Running.PeakKind kind in (Running.PeakKind[])[Running.PeakKind.Sampled, Running.PeakKind.AtMost])
            {
                int bounds = runs.Runs.Count(run => run.PeakKind == kind);
                if (bounds > 0)
                    text.Append($"peak memory of {letter}: in {UsageFormat.Count(bounds)} of {UsageFormat.Count(runs.Runs.Count)} runs only "
                        + $"{(kind == Running.PeakKind.Sampled ? "a lower bound, by sampling" : "an upper bound")}\n");
            }
            foreach (IGrouping<string, string> note in runs.Runs.SelectMany(run => run.Notes).GroupBy(note => note))
                text.Append($"note on {letter}: {note.Key}{(note.Count() > 1 ? $" ({UsageFormat.Count(note.Count())} runs)" : "")}\n");
        }
    }

    static void WriteMeanings(StringBuilder text, Measurement measurement)
    {
        text.Append('\n');
        Fact[] statistics =
        [
            new("median", "", "The middle one of all runs: half were less, half were more."),
            new("MAD", "", "The median absolute deviation: half of all runs were no further than this from the median."),
            new("ratio", "", "The median of the ratios of each run to the run of A beside it, and an interval that holds the true one in 95 of 100 cases."),
            new("outlier", "", "A run that is far from the median for the spread of the others (a modified z-score beyond 3.5). It counts all the same."),
        ];
        foreach (Fact fact in RunFacts.Of(measurement.Commands[0].Runs[0]).Concat(statistics))
            WrappedText.Append(text, $"{fact.Name.Trim()}: {fact.Meaning}", firstIndent: 0);
    }

    static string Failure(Running.RunResult run) =>
        run.TimedOut ? "time limit" : run.Signal is int signal ? $"signal {SignalName.Of(signal)}" : $"exit code {UsageFormat.Count(run.ExitCode)}";

    static string List(IReadOnlyList<int> indices, Func<int, string> value)
    {
        string more = indices.Count > MostListed ? $" and {UsageFormat.Count(indices.Count - MostListed)} more" : "";
        return string.Join(", ", indices.Take(MostListed).Select(index => $"run {UsageFormat.Count(index + 1)} ({value(index)})")) + more;
    }
}
