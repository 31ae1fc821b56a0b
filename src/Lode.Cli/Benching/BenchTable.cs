using System.Globalization;
using System.Text;
using Lode.Cli.Showing;
using Lode.Usage;

namespace Lode.Cli.Benching;

/// <summary>A <see cref="BenchReport"/> as the Markdown that llama-bench prints, with what a token costs and reads beside it.</summary>
static class BenchTable
{
    static readonly string[] s_heads = ["model", "size", "params", "threads", "test", "t/s", "CPU ms/t", "GB/s", "of memory"];

    /// <summary>The columns that are text; the others are set right.</summary>
    static readonly bool[] s_left = [true, false, false, false, true, false, false, false, false];

    public static string Write(BenchReport report)
    {
        // Two files of one type can only be told apart by their names.
        bool named = report.Results.Select(result => result.ModelFilename).Distinct().Count() > 1;
        string[][] rows = [s_heads, .. report.Results.Select(result => Row(result, named))];
        int[] widths = [.. Enumerable.Range(0, s_heads.Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder table = new();
        for (int i = 0; i < rows.Length; i++)
        {
            table.Append("| ").AppendJoin(" | ", rows[i].Select((cell, column) => s_left[column] ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).Append(" |\n");
            if (i == 0)
                table.Append('|').AppendJoin('|', widths.Select((width, column) => s_left[column] ? $" {new string('-', width)} " : $" {new string('-', width)}:")).Append("|\n");
        }
        foreach (BandwidthResult bandwidth in report.Bandwidth)
        {
            table.Append(CultureInfo.InvariantCulture,
                $"\n{bandwidth.NThreads} {(bandwidth.NThreads == 1 ? "thread reads" : "threads read")} {bandwidth.BytesPerSecond / 1e9:F1} GB of memory per second (best of {bandwidth.Samples.Length}).");
        }
        return table.Append('\n').ToString();
    }

    static string[] Row(BenchResult result, bool named) =>
    [
        named ? Printable.Escape(Path.GetFileName(result.ModelFilename)) : result.ModelType,
        UsageFormat.Bytes(result.ModelSize),
        Billions(result.ModelNParams),
        $"{result.NThreads}",
        result.Test,
        string.Create(CultureInfo.InvariantCulture, $"{result.AvgTs:F2} ± {result.StddevTs:F2}"),
        string.Create(CultureInfo.InvariantCulture, $"{result.CpuMsPerToken:F2}"),
        result.WeightBytesPerSecond is double bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1}") : "",
        result.ShareOfBandwidth is double share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:F0} %") : "",
    ];

    static string Billions(long count) => count >= 1e9
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:F2} B")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:F2} M");
}
