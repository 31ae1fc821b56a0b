using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lode.Usage.Running;
using Lode.Usage.Statistics;

namespace Lode.Usage.Reports;

/// <summary>A measurement as one JSON object; the manual documents it, and members are only ever added to it.</summary>
/// <remarks>Times are integers of microseconds, sizes integers of bytes. What was not measured is null.</remarks>
public static class JsonReport
{
    const int Version = 1;

    static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object and a line break.</summary>
    /// <param name="measurement">What was measured.</param>
    public static string Write(Measurement measurement)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_options))
            Write(json, measurement);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    static void Write(Utf8JsonWriter json, Measurement measurement)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("metric", measurement.Metric.Key);
        json.WriteNumber("warmups", measurement.Warmups);
        json.WriteStartArray("commands");
        foreach (CommandRuns runs in measurement.Commands)
            Write(json, runs, [.. measurement.Metrics]);
        json.WriteEndArray();
        json.WriteStartArray("comparisons");
        for (int command = 1; command < measurement.Commands.Count; command++)
            WriteComparison(json, measurement, command);
        json.WriteEndArray();
        Strings(json, "notes", measurement.Notes);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, CommandRuns runs, Metric[] metrics)
    {
        json.WriteStartObject();
        json.WriteString("command", runs.Command);
        json.WriteStartArray("runs");
        foreach (RunResult run in runs.Runs)
            Write(json, run, metrics);
        json.WriteEndArray();
        Integers(json, "failed_runs", [.. runs.Failed]);
        json.WriteStartObject("statistics");
        foreach (Metric metric in metrics)
        {
            if (runs.Summarise(metric) is not Summary summary)
                continue;
            json.WriteStartObject(metric.Key);
            json.WriteNumber("median", Whole(summary.Median));
            json.WriteNumber("mad", Whole(summary.Mad));
            json.WriteNumber("min", Whole(summary.Min));
            json.WriteNumber("max", Whole(summary.Max));
            json.WriteNumber("count", summary.Count);
            Integers(json, "outliers", summary.Outliers);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, RunResult run, Metric[] metrics)
    {
        json.WriteStartObject();
        foreach (Metric metric in metrics)
        {
            Number(json, metric.Key, metric.Of(run));
            if (metric == Metric.Peak)
                json.WriteString("peak_kind", PeakKindName(run.PeakKind));
        }
        json.WriteNumber("exit_code", run.ExitCode);
        Number(json, "signal", run.Signal);
        json.WriteBoolean("timed_out", run.TimedOut);
        Strings(json, "notes", run.Notes);
        json.WriteStartObject("samples");
        Column(json, "time_us", run.Samples, sample => sample.TimeUs);
        Column(json, "resident_bytes", run.Samples, sample => sample.ResidentBytes);
        Column(json, "mapped_bytes", run.Samples, sample => sample.FileBytes);
        Column(json, "anonymous_bytes", run.Samples, sample => sample.AnonymousBytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteComparison(Utf8JsonWriter json, Measurement measurement, int command)
    {
        json.WriteStartObject();
        json.WriteNumber("command", command);
        json.WriteNumber("reference", 0);
        json.WriteString("sentence", ManyRunsReport.Sentence(measurement, command));
        json.WriteStartObject("ratios");
        foreach (Metric metric in measurement.Metrics)
        {
            if (measurement.Ratio(command, metric) is not PairedRatio ratio)
                continue;
            json.WriteStartObject(metric.Key);
            Ratio(json, "median", ratio.Median);
            Ratio(json, "low", ratio.Low);
            Ratio(json, "high", ratio.High);
            json.WriteNumber("pairs", ratio.Count);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The name of a kind in data: <c>exact</c>, <c>sampled</c>, <c>at_most</c>, <c>unknown</c>.</summary>
    internal static string PeakKindName(PeakKind kind) => kind switch
    {
        PeakKind.Exact => "exact",
        PeakKind.Sampled => "sampled",
        PeakKind.AtMost => "at_most",
        _ => "unknown",
    };

    static long Whole(double value) => (long)Math.Round(value);

    static void Column(Utf8JsonWriter json, string name, IReadOnlyList<MemorySample> samples, Func<MemorySample, long> value) =>
        Raw(json, name, string.Join(',', samples.Select(sample => FormattableString.Invariant($"{value(sample)}"))));

    static void Integers(Utf8JsonWriter json, string name, IReadOnlyList<int> values) =>
        Raw(json, name, string.Join(',', values.Select(value => FormattableString.Invariant($"{value}"))));

    // A line each, not a line per number.
    static void Raw(Utf8JsonWriter json, string name, string numbers)
    {
        json.WritePropertyName(name);
        json.WriteRawValue($"[{numbers}]", skipInputValidation: true);
    }

    static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is long number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    // JSON has no infinity.
    static void Ratio(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, 6));
        else
            json.WriteNull(name);
    }
}
