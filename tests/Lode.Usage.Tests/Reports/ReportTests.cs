using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Lode.Usage.Reports;
using Lode.Usage.Running;

namespace Lode.Usage.Tests.Reports;

public sealed class ReportTests
{
    [Fact]
    public void One_run_is_told_one_fact_a_line() => Golden.ShouldMatch(RunReport.Write(Examples.Full, explain: false), "run.txt");

    [Fact]
    public void Explained_every_line_has_its_sentence() => Golden.ShouldMatch(RunReport.Write(Examples.Full, explain: true), "run-explained.txt");

    [Fact]
    public void A_killed_run_tells_its_signal_and_what_is_only_a_bound() =>
        Golden.ShouldMatch(RunReport.Write(Examples.Killed, explain: false, "another note"), "run-killed.txt");

    [Theory]
    [InlineData(PeakKind.Exact, "819,200 bytes (800.0 KiB)\n")]
    [InlineData(PeakKind.AtMost, "at most 819,200 bytes (800.0 KiB)\n")]
    [InlineData(PeakKind.Sampled, "at least 819,200 bytes (800.0 KiB), sampled\n")]
    public void The_peak_says_what_is_known_of_it(PeakKind kind, string expected) =>
        RunReport.Write(Examples.Full with { PeakBytes = 819_200, PeakKind = kind }, explain: false).ShouldContain("peak memory    " + expected);

    [Fact]
    public void An_unknown_peak_is_called_unknown() =>
        RunReport.Write(Examples.Full with { PeakBytes = null, PeakKind = PeakKind.Unknown }, explain: false).ShouldContain("peak memory    unknown\n");

    [Fact]
    public void An_exit_code_has_a_line_only_where_it_is_not_0()
    {
        RunReport.Write(Examples.Full, explain: false).ShouldNotContain("exit code");
        RunReport.Write(Examples.Full with { ExitCode = 3 }, explain: false).ShouldContain("exit code      3\n");
    }

    [Fact]
    public void Many_runs_are_tables_a_sentence_and_what_stands_out() => Golden.ShouldMatch(ManyRunsReport.Write(Examples.Pair, explain: false), "pair.txt");

    [Fact]
    public void Many_runs_explained_end_with_the_meanings() => Golden.ShouldMatch(ManyRunsReport.Write(Examples.Pair, explain: true), "pair-explained.txt");

    [Fact]
    public void Json_holds_every_run_statistic_and_ratio() => Golden.ShouldMatch(JsonReport.Write(Examples.Pair), "pair.json");

    [Fact]
    public void Json_has_whole_numbers_of_bytes_and_microseconds()
    {
        JsonElement run = JsonDocument.Parse(JsonReport.Write(Examples.Single)).RootElement.GetProperty("commands")[0].GetProperty("runs")[0];
        run.GetProperty("wall_us").GetInt64().ShouldBe(1_234_567);
        run.GetProperty("cpu_us").GetInt64().ShouldBe(1_000_000);
        run.GetProperty("peak_bytes").GetInt64().ShouldBe(838_860_800);
        run.GetProperty("peak_kind").GetString().ShouldBe("exact");
        run.GetProperty("bytes_written").GetInt64().ShouldBe(12);
        run.GetProperty("signal").ValueKind.ShouldBe(JsonValueKind.Null);
        run.GetProperty("samples").GetProperty("resident_bytes").GetArrayLength().ShouldBe(100);
    }

    [Fact]
    public void Csv_is_a_heading_and_a_line_per_run_with_quotes_where_needed() => Golden.ShouldMatch(CsvReport.Write(Examples.Pair), "pair.csv");

    [Fact]
    public void Markdown_is_a_line_per_command() => Golden.ShouldMatch(MarkdownReport.Write(Examples.Pair), "pair.md");

    [Fact]
    public void Markdown_of_one_command_compares_nothing() => Golden.ShouldMatch(MarkdownReport.Write(Examples.Single), "single.md");

    [Fact]
    public void The_chart_stacks_mapped_on_anonymous_memory() => Golden.ShouldMatch(
        $"{MemoryChart.Write(Examples.Single.Commands[0].Runs[0].Samples, 80)}\n{MemoryChart.Write(Examples.Pair.Commands[0].Runs[0].Samples, 60)}", "chart.txt");

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(300)]
    public void The_chart_is_no_wider_than_the_terminal(int columns)
    {
        string[] lines = MemoryChart.Write(Examples.Single.Commands[0].Runs[0].Samples, columns).Split('\n');
        lines.Length.ShouldBe(11);
        lines.ShouldAllBe(line => line.Length < columns);
    }

    [Fact]
    public void There_is_no_chart_of_a_few_samples_or_in_a_few_columns()
    {
        IReadOnlyList<MemorySample> samples = Examples.Single.Commands[0].Runs[0].Samples;
        MemoryChart.Write([.. samples.Take(MemoryChart.FewestSamples - 1)], 80).ShouldBe("");
        MemoryChart.Write(samples, 20).ShouldBe("");
    }

    [Fact]
    public void The_picture_of_one_command_is_as_it_was_looked_at() => Golden.ShouldMatch(MemoryPlot.Write(Examples.Single), "single.svg");

    [Fact]
    public void The_picture_of_two_commands_is_as_it_was_looked_at() => Golden.ShouldMatch(MemoryPlot.Write(Examples.Pair), "pair.svg");

    [Fact]
    public void A_picture_is_xml_whatever_the_command_and_its_samples()
    {
        Measurement strange = new([new("<a> & \"b\" \u0001 \uD83D \uFFFF", [Examples.Killed])], Metric.Wall, 0, []);
        XDocument.Parse(MemoryPlot.Write(strange)).ToString().ShouldContain("ended before the first sample");
    }

    [Fact]
    public void No_report_depends_on_the_language()
    {
        string english = All();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NumberDecimalSeparator = ",";
        other.NumberFormat.NumberGroupSeparator = ".";
        other.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = other;
            All().ShouldBe(english);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static string All() => string.Concat(
        RunReport.Write(Examples.Full, explain: true), ManyRunsReport.Write(Examples.Pair, explain: true), JsonReport.Write(Examples.Pair),
        CsvReport.Write(Examples.Pair), MarkdownReport.Write(Examples.Pair), MemoryPlot.Write(Examples.Pair),
        MemoryChart.Write(Examples.Single.Commands[0].Runs[0].Samples, 80));
}
