using System.Text;
using Lode.Usage.Statistics;

namespace Lode.Usage.Reports;

/// <summary>A measurement as a table in Markdown: a line per command.</summary>
public static class MarkdownReport
{
    static readonly Metric[] s_usual = [Metric.Wall, Metric.Find("cpu")!, Metric.Peak, Metric.Anonymous, Metric.Find("faults")!];

    /// <summary>Writes the table, and under it what the comparison says.</summary>
    /// <param name="measurement">What was measured. The figure that is compared has a column with its ends, whichever it is.</param>
    public static string Write(Measurement measurement)
    {
        Metric compared = measurement.Metric;
        Metric[] others = [.. (measurement.Columns ?? s_usual).Where(metric => metric != compared)];
        bool compares = measurement.Commands.Count > 1;
        StringBuilder text = new();
        text.Append($"| | command | runs | {compared.Title}, median | min | max |");
        foreach (Metric metric in others)
            text.Append($" {metric.Title} |");
        text.Append(compares ? " ratio to A |\n" : "\n").Append("| --- | --- | --: | --: | --: | --: |");
        text.Insert(text.Length, " --: |", others.Length + (compares ? 1 : 0)).Append('\n');
        for (int command = 0; command < measurement.Commands.Count; command++)
        {
            CommandRuns runs = measurement.Commands[command];
            Summary? summary = runs.Summarise(compared);
            text.Append($"| {Measurement.Letter(command)} | {Code(runs.Command)} | {UsageFormat.Count(runs.Runs.Count)} |");
            foreach (double? value in (double?[])[summary?.Median, summary?.Min, summary?.Max])
                text.Append($" {Value(compared, value)} |");
            foreach (Metric metric in others)
                text.Append($" {Value(metric, runs.Summarise(metric)?.Median)} |");
            if (compares)
                text.Append($" {Ratio(measurement, command)} |");
            text.Append('\n');
        }
        for (int command = 1; command < measurement.Commands.Count; command++)
            text.Append(command == 1 ? "\n" : "").Append($"- {ManyRunsReport.Sentence(measurement, command)}\n");
        return text.ToString();
    }

    static string Value(Metric metric, double? value) => value is double known ? metric.Format(known) : "n/a";

    static string Ratio(Measurement measurement, int command) => command == 0 ? "1"
        : measurement.Ratio(command, measurement.Metric) is PairedRatio ratio ? Comparison.Cell(ratio) : "n/a";

    // A fence of backticks longer than any within, and no bar that would end the cell.
    static string Code(string command)
    {
        int longest = 0;
        int length = 0;
        foreach (char character in command)
        {
            length = character == '`' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }
        string fence = new('`', longest + 1);
        string space = longest > 0 ? " " : "";
        return $"{fence}{space}{command.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)}{space}{fence}";
    }
}
