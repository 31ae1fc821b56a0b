using System.Text;
using Lode.Cli.Streams;
using Lode.Memory;
using Lode.Usage.Reports;

namespace Lode.Cli.Stat;

/// <summary>The report on standard error and the files that were asked for.</summary>
static class StatOutputs
{
    const string StandardOutput = "-";
    const int UsualColumns = 80;

    /// <summary>Finds out before the first run what would fail after the last.</summary>
    /// <exception cref="StatException">A file cannot be there.</exception>
    public static void Check(StatOptions options)
    {
        foreach (string? target in (string?[])[options.Plot, options.Json, options.Csv, options.Markdown])
        {
            if (target is null or StandardOutput)
                continue;
            string folder = Path.GetDirectoryName(target) is { Length: > 0 } parent ? parent : ".";
            if (target.Length == 0 || Directory.Exists(target) || !Directory.Exists(folder))
                throw new StatException($"cannot write '{target}': expected the name of a file in a folder that exists");
        }
    }

    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(Measurement measurement, StatOptions options)
    {
        ErrorStream.Write(Text(measurement, options));
        WriteTo(options.Plot, measurement, MemoryPlot.Write);
        WriteTo(options.Json, measurement, JsonReport.Write);
        WriteTo(options.Csv, measurement, CsvReport.Write);
        WriteTo(options.Markdown, measurement, MarkdownReport.Write);
    }

    static string Text(Measurement measurement, StatOptions options)
    {
        StringBuilder text = new();
        text.Append(options.IsSeries
            ? ManyRunsReport.Write(measurement, options.Explain)
            : RunReport.Write(measurement.Commands[0].Runs[0], options.Explain, measurement.Notes));
        if (!options.Chart && !ErrorStream.IsTerminal)
            return text.ToString();
        int columns = TerminalSize.Columns() ?? UsualColumns;
        for (int i = 0; i < measurement.Commands.Count; i++)
        {
            string chart = MemoryChart.Write(measurement.Commands[i].Typical.Samples, columns);
            if (chart.Length == 0)
                continue;
            text.Append(measurement.Commands.Count > 1 ? $"\nmemory of {Measurement.Letter(i)} over time\n" : "\nmemory over time\n").Append(chart);
        }
        return text.ToString();
    }

    static void WriteTo(string? target, Measurement measurement, Func<Measurement, string> format)
    {
        if (target is null)
            return;
        string text = format(measurement);
        if (target == StandardOutput)
        {
            using OutputStream output = OutputStream.Standard();
            output.Write(text);
            return;
        }
        using OutputFile file = new(target);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
    }
}
