using System.Globalization;
using System.Text;
using Lode.Cli.Showing;
using Lode.Usage;

namespace Lode.Cli.Checking;

/// <summary>A <see cref="CompareReport"/> as text.</summary>
static class CompareTable
{
    const int NumberWidth = 12;
    const int LongestName = 60;

    public static string Write(CompareReport report)
    {
        string[][] rows = [.. report.Tensors.Select(Row)];
        string[] heads = ["tensor", "type", "shape", "RMS error", "relative", "largest", ""];
        int name = Width(0), type = Width(1), shape = Width(2);
        StringBuilder table = new();
        foreach (string[] row in (string[][])[heads, .. rows])
        {
            string line = $"{row[0].PadRight(name)}  {row[1].PadRight(type)}  {row[2].PadRight(shape)}"
                + $"{row[3].PadLeft(NumberWidth)}{row[4].PadLeft(NumberWidth)}{row[5].PadLeft(NumberWidth)}  {row[6]}";
            table.Append(line.TrimEnd()).Append('\n');
        }
        Names(table, report.First, report.OnlyInFirst);
        Names(table, report.Second, report.OnlyInSecond);
        return table.ToString();

        int Width(int column) => Math.Min(LongestName, rows.Append(heads).Max(row => row[column].Length));
    }

    /// <summary>For example <c>48 tensors in both, 46 identical, relative error 0.00123; 1 only in a.gguf; 12.3 ms</c>.</summary>
    public static string Summary(CompareReport report)
    {
        string text = $"{UsageFormat.Count(report.Tensors.Count)} tensors in both, {UsageFormat.Count(report.Identical)} identical";
        if (report.RelativeRmsError is double error)
            text += $", relative error {Number(error)}";
        foreach ((string path, int count) in ((string, int)[])[(report.First, report.OnlyInFirst.Count), (report.Second, report.OnlyInSecond.Count)])
            text += count > 0 ? $"; {UsageFormat.Count(count)} only in {Printable.Escape(path)}" : "";
        return $"{text}; {UsageFormat.Duration(report.ElapsedUs)}\n";
    }

    static string[] Row(ComparedTensor tensor) =>
    [
        Printable.Escape(tensor.Name),
        tensor.FirstType == tensor.SecondType ? tensor.FirstType : $"{tensor.FirstType} / {tensor.SecondType}",
        tensor.FirstShape.SequenceEqual(tensor.SecondShape) ? Shape(tensor.FirstShape) : $"{Shape(tensor.FirstShape)} / {Shape(tensor.SecondShape)}",
        Number(tensor.RmsError),
        Number(tensor.RelativeRmsError),
        Number(tensor.LargestError),
        tensor.Identical ? "identical" : tensor.Obstacle ?? "",
    ];

    static void Names(StringBuilder table, string path, IReadOnlyList<string> names)
    {
        foreach (string name in names)
            table.Append("only in ").Append(Printable.Escape(path)).Append(": ").Append(Printable.Escape(name)).Append('\n');
    }

    static string Shape(long[] shape) => $"[{string.Join(", ", shape)}]";

    static string Number(double? value) => value switch
    {
        null => "n/a",
        0 => "0",
        _ => value.Value.ToString("E3", CultureInfo.InvariantCulture),
    };
}
