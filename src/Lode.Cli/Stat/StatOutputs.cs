using System.Text;
using Lode.Cli.Streams;
using Lode.Usage.Reports;

namespace Lode.Cli.Stat;

/// <summary>The report on standard error and the files that were asked for.</summary>
static class StatOutputs
{
    const int UsualColumns = 80;

    /// <summary>The files that were asked for.</summary>
    public static ReportFiles Files(StatOptions options) => new(options.Plot, options.Json, options.Csv, options.Markdown);

    /// <exception cref="Errors.CommandException">A file cannot be written.</exception>
    public static void Write(Measurement measurement, StatOptions options)
    {
        ErrorStream.Write(Text(measurement, options));
        Files(options).Write(measurement);
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
}
