using Lode.Usage.Reports;
using Lode.Usage.Statistics;

namespace Lode.Usage.Tests.Reports;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("wall", 1.9, 1.8, 2.0, "A is 1.9 x faster than B (1.8 to 2.0)")]
    [InlineData("wall", 0.5, 0.4, 0.625, "B is 2.0 x faster than A (1.6 to 2.5)")]
    [InlineData("wall", 1.03, 1.02, 1.04, "A is 1.03 x faster than B (1.02 to 1.04)")]
    [InlineData("wall", 1.3, 1.28, 1.31, "A is 1.30 x faster than B (1.28 to 1.31)")]
    [InlineData("wall", 1234.6, 1100, 1300, "A is 1,235 x faster than B (1,100 to 1,300)")]
    [InlineData("wall", 1.01, 0.97, 1.05, "no difference visible in wall time: that of B is 1.01 x that of A (0.97 to 1.05)")]
    [InlineData("wall", 1.0, 1.0, 1.0, "no difference visible in wall time: that of B is 1.00 x that of A (1.00 to 1.00)")]
    [InlineData("cpu", 3.0, 2.0, 4.0, "A needs 3.0 x less CPU time than B (2.0 to 4.0)")]
    [InlineData("peak", 3.0, 2.0, 4.0, "A needs 3.0 x less peak memory than B (2.0 to 4.0)")]
    [InlineData("faults", 3.0, 2.0, 4.0, "A has 3.0 x fewer page faults than B (2.0 to 4.0)")]
    [InlineData("bytes-read", 3.0, 2.0, 4.0, "A has 3.0 x fewer bytes read than B (2.0 to 4.0)")]
    [InlineData("major-faults", double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, "A has no major faults, B has")]
    [InlineData("major-faults", 0, 0, 0, "B has no major faults, A has")]
    public void A_ratio_is_told_in_a_sentence(string metric, double median, double low, double high, string expected) =>
        Comparison.Sentence(Metric.Find(metric)!, "A", "B", new PairedRatio(median, low, high, 10)).ShouldBe(expected);

    [Fact]
    public void Too_few_runs_decide_nothing() =>
        Comparison.Sentence(Metric.Wall, "A", "B", new PairedRatio(1.9, 1.8, 2, 4))
            .ShouldBe("too few runs to tell A from B: the wall time of B was 1.90 x that of A in 4 pairs, and 5 or more are needed (-n)");

    [Fact]
    public void What_was_not_measured_is_not_compared() =>
        Comparison.Sentence(Metric.Find("pss")!, "A", "B", null).ShouldBe("proportional share was not measured for both A and B");

    [Fact]
    public void A_ratio_is_of_pairs_and_says_how_many_times_the_first_is_exceeded()
    {
        PairedRatio ratio = Examples.Pair.Ratio(1, Metric.Wall)!;
        ratio.Count.ShouldBe(6);
        // 2.03, 1.96, 2.03, 2, 2.01, 1.13
        ratio.Median.ShouldBe((2.0 + 2.01) / 2, 1e-12);
        Examples.Pair.Ratio(1, Metric.Find("pss")!).ShouldBeNull();
    }

    [Fact]
    public void Every_figure_is_found_by_its_name_and_has_a_name_in_data_of_its_own()
    {
        Metric.All.ShouldAllBe(metric => Metric.Find(metric.Name) == metric);
        Metric.All.Select(metric => metric.Key).ShouldBeUnique();
        Metric.Find("walls").ShouldBeNull();
    }

    [Theory]
    [InlineData(5L, 3L, 5L)]
    [InlineData(3L, 5L, 5L)]
    [InlineData(null, 5L, 5L)]
    [InlineData(5L, null, 5L)]
    [InlineData(null, null, null)]
    public void Mapped_memory_is_the_most_of_samples_and_end(long? sampled, long? atEnd, long? expected)
    {
        Metric.Mapped.Of(Examples.Run(1) with { PeakFileBytes = sampled, FileBytes = atEnd }).ShouldBe(expected);
        Metric.Anonymous.Of(Examples.Run(1) with { PeakAnonymousBytes = sampled, AnonymousBytes = atEnd }).ShouldBe(expected);
    }

    [Fact]
    public void The_exit_code_is_that_of_the_last_failure()
    {
        Examples.Single.ExitCode.ShouldBe(0);
        Examples.Pair.ExitCode.ShouldBe(3);
    }

    [Fact]
    public void The_typical_run_is_the_one_in_the_middle() => Examples.Pair.Commands[1].Typical.WallUs.ShouldBe(201_000);
}
