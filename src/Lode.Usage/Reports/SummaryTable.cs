using System.Text;

namespace Lode.Usage.Reports;

/// <summary>A measurement as a table for a terminal: a line per command, a column per figure, medians.</summary>
public static class SummaryTable
{
    const string Between = "  ";

    /// <summary>Writes the table, what the comparison says, which runs stand out, and the notes.</summary>
    /// <param name="measurement">What was measured; <see cref="Measurement.Columns"/> are the columns behind the figure that is compared.</param>
    public static string Write(Measurement measurement)
    {
        Metric[] metrics = [measurement.Metric, .. (measurement.Columns ?? []).Where(metric => metric != measurement.Metric)];
        List<string[]> rows = [["", .. metrics.Select(metric => metric.Title)]];
        for (int command = 0; command < measurement.Commands.Count; command++)
        {
            CommandRuns runs = measurement.Commands[command];
            rows.Add([$"{Measurement.Letter(command)}: {runs.Command}", .. metrics.Select(metric => Median(runs, metric))]);
        }
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.Append(row[0].PadRight(widths[0]));
            for (int column = 1; column < row.Length; column++)
                text.Append(Between).Append(row[column].PadLeft(widths[column]));
            text.Append('\n');
        }
        string each = measurement.Commands.Max(command => command.Runs.Count) is 1 ? "one run" : $"medians of {UsageFormat.Count(measurement.Commands.Max(command => command.Runs.Count))} runs";
        string warmups = measurement.Warmups == 0 ? "" : $" after {UsageFormat.Count(measurement.Warmups)} to warm up";
        text.Append($"({each} each{warmups}, in turn)\n\n");
        ManyRunsReport.WriteConclusions(text, measurement);
        return text.ToString();
    }

    static string Median(CommandRuns runs, Metric metric) =>
        runs.Summarise(metric) is { } summary ? metric.Format(summary.Median) : UsageFormat.Count(null);
}
