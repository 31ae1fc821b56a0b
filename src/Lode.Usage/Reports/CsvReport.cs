using System.Text;
using Lode.Usage.Running;

namespace Lode.Usage.Reports;

/// <summary>A measurement as comma-separated values (RFC 4180, with line feeds): a heading and a line per run.</summary>
public static class CsvReport
{
    /// <summary>Writes the lines. What was not measured is empty.</summary>
    /// <param name="measurement">What was measured.</param>
    public static string Write(Measurement measurement)
    {
        StringBuilder text = new("command,run");
        foreach (Metric metric in measurement.Metrics)
            text.Append(',').Append(metric.Key);
        text.Append(",peak_kind,exit_code,signal,timed_out\n");
        foreach (CommandRuns runs in measurement.Commands)
        {
            for (int i = 0; i < runs.Runs.Count; i++)
            {
                RunResult run = runs.Runs[i];
                text.Append(Quote(runs.Command)).Append(FormattableString.Invariant($",{i + 1}"));
                foreach (Metric metric in measurement.Metrics)
                    text.Append(FormattableString.Invariant($",{metric.Of(run)}"));
                text.Append(FormattableString.Invariant(
                    $",{JsonReport.PeakKindName(run.PeakKind)},{run.ExitCode},{run.Signal},{(run.TimedOut ? "true" : "false")}\n"));
            }
        }
        return text.ToString();
    }

    static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
