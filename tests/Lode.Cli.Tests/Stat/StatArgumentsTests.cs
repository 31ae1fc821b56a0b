using Lode.Cli.Stat;
using Lode.Usage.Reports;

namespace Lode.Cli.Tests.Stat;

public sealed class StatArgumentsTests
{
    [Fact]
    public void Without_options_a_command_runs_once_and_is_measured_by_wall_time()
    {
        StatOptions options = StatArguments.Parse(["ls", "-l", "--json"]);
        options.CommandWords.ShouldBe(3);
        (options.Runs, options.Warmups, options.IsSeries, options.Metric).ShouldBe((1, 0, false, Metric.Wall));
        (options.Trace, options.SamplesPerSecond, options.Json, options.Timeout).ShouldBe((true, 100, null, null));
    }

    [Fact]
    public void Everything_behind_two_dashes_is_the_command() => StatArguments.Parse(["-n", "3", "--", "--odd", "--", "x"]).CommandWords.ShouldBe(3);

    [Fact]
    public void Every_option_is_read()
    {
        StatOptions options = StatArguments.Parse([
            "-n", "7", "--warmup", "2", "--vs", "b 1", "--vs=c 2", "--metric", "peak", "--prepare", "sync", "--timeout", "1.5", "--show-output",
            "--no-trace", "--sample", "1000", "--tree", "--pss", "--counters", "--explain", "--chart", "--plot", "p.svg", "--json=-", "--csv", "c.csv",
            "--markdown", "m.md", "--cold", "x", "y", "--", "a"]);
        options.ShouldSatisfyAllConditions(
            () => (options.Runs, options.Warmups, options.Metric, options.Prepare).ShouldBe((7, 2, Metric.Peak, "sync")),
            () => options.Others.ShouldBe(["b 1", "c 2"]),
            () => options.Timeout.ShouldBe(TimeSpan.FromSeconds(1.5)),
            () => (options.ShowOutput, options.Trace, options.SamplesPerSecond, options.Tree, options.Pss).ShouldBe((true, false, 1000, true, true)),
            () => (options.Counters, options.Explain, options.Chart).ShouldBe((true, true, true)),
            () => (options.Plot, options.Json, options.Csv, options.Markdown).ShouldBe(("p.svg", "-", "c.csv", "m.md")),
            () => options.ColdFiles.ShouldBe(["x", "y"]),
            () => options.CommandWords.ShouldBe(1));
    }

    [Fact]
    public void Files_of_cold_end_at_the_next_option()
    {
        StatArguments.Parse(["--cold", "x", "y", "-n", "2", "cat", "x"]).ShouldSatisfyAllConditions(
            options => options.ColdFiles.ShouldBe(["x", "y"]), options => options.CommandWords.ShouldBe(2));
        StatArguments.Parse(["--cold=x", "cat", "x"]).ColdFiles.ShouldBe(["x"]);
    }

    [Fact]
    public void A_comparison_runs_ten_times_unless_told_otherwise()
    {
        StatArguments.Parse(["--vs", "b", "a"]).Runs.ShouldBe(10);
        StatArguments.Parse(["--vs", "b", "-n", "1", "a"]).ShouldSatisfyAllConditions(
            options => options.Runs.ShouldBe(1), options => options.IsSeries.ShouldBeTrue());
    }

    [Theory]
    [InlineData("no command was given")]
    [InlineData("no command was given", "-n", "3", "--")]
    [InlineData("-n needs a value: -n N", "-n")]
    [InlineData("-n: expected a whole number from 1 to 1000000, found '0'", "-n", "0", "a")]
    [InlineData("-n: expected a whole number from 1 to 1000000, found 'a'", "-n", "a")]
    [InlineData("--sample: expected a whole number from 0 to 1000, found '1001'", "--sample", "1001", "a")]
    [InlineData("--timeout: expected seconds from 0.001 to 1000000, found '-1'", "--timeout", "-1", "a")]
    [InlineData("--metric: expected one of wall, cpu, user, system, peak,", "--metric", "speed", "a")]
    [InlineData("unknown option '--warmups', did you mean '--warmup'?", "--warmups", "2", "a")]
    [InlineData("unknown option '-x'", "-x", "a")]
    [InlineData("--tree takes no value, found 'yes'", "--tree=yes", "a")]
    [InlineData("where do the files of --cold end?", "--cold", "x", "a")]
    [InlineData("--cold needs a value", "--cold", "--", "a")]
    [InlineData("--plot writes a picture", "--plot", "-", "a")]
    [InlineData("--plot draws samples and --sample 0 takes none", "--plot", "p.svg", "--sample", "0", "a")]
    [InlineData("only one of --json, --csv and --markdown", "--json", "-", "--csv", "-", "a")]
    public void A_wrong_command_line_says_what_is_wrong_and_exits_with_125(string message, params string[] arguments)
    {
        StatException error = Should.Throw<StatException>(() => StatArguments.Parse(arguments));
        error.Message.ShouldContain(message);
        error.Message.ShouldEndWith("; see lode stat --help");
        error.ExitCode.ShouldBe(125);
    }

    [Fact]
    public void Help_needs_no_command() => StatArguments.Parse(["--help"]).Help.ShouldBeTrue();
}
