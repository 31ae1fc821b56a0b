using System.Text;
using Lode.Cli.Errors;
using Lode.Cli.Streams;
using Lode.Memory;
using Lode.Usage.Reports;

namespace Lode.Cli.Stat;

/// <summary>The files that a measurement is written to; null for those that were not asked for, <c>-</c> for standard output.</summary>
sealed record ReportFiles(string? Plot, string? Json, string? Csv, string? Markdown)
{
    public const string StandardOutput = "-";

    /// <summary>Finds out before the first run what would fail after the last.</summary>
    /// <exception cref="CommandException">A file cannot be there.</exception>
    public void Check()
    {
        foreach (string? target in (string?[])[Plot, Json, Csv, Markdown])
        {
            if (target is null or StandardOutput)
                continue;
            string folder = Path.GetDirectoryName(target) is { Length: > 0 } parent ? parent : ".";
            if (target.Length == 0 || Directory.Exists(target) || !Directory.Exists(folder))
                throw new CommandException($"cannot write '{target}': expected the name of a file in a folder that exists");
        }
    }

    /// <exception cref="CommandException">A file cannot be written.</exception>
    public void Write(Measurement measurement)
    {
        WriteTo(Plot, measurement, MemoryPlot.Write);
        WriteTo(Json, measurement, JsonReport.Write);
        WriteTo(Csv, measurement, CsvReport.Write);
        WriteTo(Markdown, measurement, MarkdownReport.Write);
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
