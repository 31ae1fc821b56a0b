using System.Globalization;
using System.Text.Json;

namespace Lode.Wasm.Bench.Speed;

/// <summary>Prints what was measured.</summary>
static class SpeedReport
{
    public static void WriteTable(ISpeedEngine[] engines, List<SpeedRow> rows, double least)
    {
        Console.WriteLine("Milliseconds of CPU time, medians; ratios of the first engine to the others.\n");
        string[] ratios = [.. engines.Skip(1).Select(engine => $"{engines[0].Name} / {engine.Name}")];
        Console.WriteLine($"| | {string.Join(" | ", engines.Select(engine => engine.Name).Concat(ratios))} |");
        Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" --: |", engines.Length + ratios.Length))}");
        foreach (SpeedRow row in rows.OrderByDescending(row => row.Milliseconds[^1]))
        {
            IEnumerable<string> figures = row.Milliseconds.Select(time => Figure(time, "F1"))
                .Concat(row.Milliseconds.Skip(1).Select(time => Figure(row.Milliseconds[0] / time, "F2")));
            Console.WriteLine($"| {row.Title} | {string.Join(" | ", figures)} |");
        }
        // Of the engines the last is the one that all others are held against.
        SpeedRow[] counted = [.. rows.Where(row => row.Milliseconds[^1] >= least && row.Faults.Count == 0)];
        IEnumerable<string> means = Enumerable.Range(1, engines.Length - 1).Select(engine => Figure(
            Math.Exp(counted.Average(row => Math.Log(row.Milliseconds[0] / row.Milliseconds[engine]))), "F2"));
        if (counted.Length > 0)
            Console.WriteLine($"| geometric mean of {counted.Length} above {least} ms |{string.Concat(engines.Select(_ => " |"))} {string.Join(" | ", means)} |");
    }

    public static void WriteJson(ISpeedEngine[] engines, List<SpeedRow> rows)
    {
        using Utf8JsonWriter writer = new(Console.OpenStandardOutput(), new() { Indented = true });
        writer.WriteStartArray();
        foreach (SpeedRow row in rows)
        {
            writer.WriteStartObject();
            writer.WriteString("program", row.Title);
            for (int i = 0; i < engines.Length; i++)
                writer.WriteNumber(engines[i].Name, Math.Round(row.Milliseconds[i], 3));
            writer.WriteBoolean("correct", row.Faults.Count == 0);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    static string Figure(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
