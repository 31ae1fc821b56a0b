using System.Text;
using Lode.Usage;

namespace Lode.Cli.Running;

/// <summary>The table of <c>--stats</c>.</summary>
static class RunTable
{
    public static string Write(RunReport report)
    {
        RunTimes times = report.TimesUs;
        ProcessUsage usage = report.Usage;
        // The first token comes out of the prefill.
        int decoded = Math.Max(0, report.TokenCount - 1);
        StringBuilder table = new();
        Row(table, "load", UsageFormat.Duration(times.Open + times.Prepare), $"model ({report.Load}) and context");
        Row(table, "tokenizer", UsageFormat.Duration(times.Tokenizer + times.Tokenize), "vocabulary and prompt");
        Row(table, "prefill", UsageFormat.Duration(times.Prefill), Tokens(report.PromptTokensRead, times.Prefill));
        Row(table, "decode", UsageFormat.Duration(times.Decode), Tokens(decoded, times.Decode));
        Row(table, "total", UsageFormat.Duration(times.Total), $"with {report.Threads} {(report.Threads == 1 ? "thread" : "threads")}");
        Row(table, "CPU time", UsageFormat.Duration(usage.UserMicroseconds), $"user, {UsageFormat.Duration(usage.SystemMicroseconds)} system");
        Row(table, "memory", UsageFormat.Bytes(usage.AnonymousBytes),
            $"anonymous, {UsageFormat.Bytes(usage.FileBytes)} file, {UsageFormat.Bytes(usage.PeakBytes)} peak");
        Row(table, "page faults", UsageFormat.Count(usage.MinorFaults), $"minor, {UsageFormat.Count(usage.MajorFaults)} major");
        Row(table, "stopped by", Reason(report));
        Row(table, "seed", $"{report.Seed}");
        if (usage.Missing is not null)
            Row(table, "n/a", usage.Missing);
        return table.ToString();
    }

    static string Tokens(int count, long microseconds) =>
        count == 0 ? "no tokens" : $"{UsageFormat.Count(count)} {(count == 1 ? "token" : "tokens")}, {UsageFormat.Rate(count, microseconds, "tokens")}";

    static string Reason(RunReport report) => report.StopReason switch
    {
        "stop_string" => $"the stop string '{report.StopString?.ReplaceLineEndings("\\n")}'",
        "end_of_text" => "the end of the text",
        "token_limit" => "the token limit",
        "context_full" => "the end of the context",
        "interrupted" => "Ctrl-C",
        "stopped" => "the controller",
        "controller_error" => "an error of the controller",
        _ => "the reader of the output",
    };

    static void Row(StringBuilder table, string name, string value, string? more = null)
    {
        table.Append(name.PadRight(12));
        if (more is null)
            table.Append("  ").Append(value);
        else
            table.Append(value.PadLeft(12)).Append("  ").Append(more);
        table.Append('\n');
    }
}
