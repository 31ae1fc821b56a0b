using Lode.Cli.Stat;

namespace Lode.Cli.Tests.Stat;

public sealed class StatProgressTests
{
    [Theory]
    [InlineData(0, 20, 0, "run 1 of 20")]
    [InlineData(5, 20, 10, "run 6 of 20, 30.0 s left")]
    [InlineData(1999, 2000, 1999, "run 2,000 of 2,000, 1.00 s left")]
    public void A_line_says_which_run_it_is_and_how_long_the_rest_takes(int done, int all, int seconds, string expected) =>
        StatProgress.Line(done, all, TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Fact]
    public void A_shorter_line_covers_a_longer_one_and_all_is_gone_at_the_end()
    {
        List<string> written = [];
        StatProgress progress = new(written.Add);
        progress.Report(1, 2, TimeSpan.FromSeconds(10));
        progress.Report(0, 2, TimeSpan.Zero);
        progress.Clear();
        progress.Clear();
        written.ShouldBe(["\rrun 2 of 2, 10.0 s left\r", "\rrun 1 of 2             \r", "\r          \r"]);
    }
}
