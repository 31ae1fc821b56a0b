using Lode.Cli.Running;

namespace Lode.Cli.Tests;

public sealed class PromptProgressTests
{
    readonly List<string> _shown = [];

    [Theory]
    [InlineData(512, 2048, 1_500_000, "reading the prompt: 512 of 2,048 tokens (25 %), 341 tokens/s, 4.50 s left")]
    [InlineData(1, 1_000_000, 1_000_000, "reading the prompt: 1 of 1,000,000 tokens (0 %), 1.00 tokens/s, 277 h 46 min left")]
    [InlineData(0, 10, 1_000_000, "reading the prompt: 0 of 10 tokens (0 %), 0.00 tokens/s, n/a left")]
    public void The_line_says_how_far_how_fast_and_how_long(int done, int all, long elapsed, string line) =>
        PromptProgress.Line(done, all, elapsed).ShouldBe(line);

    [Fact]
    public void A_short_wait_shows_nothing()
    {
        PromptProgress progress = new(_shown.Add);
        progress.Report(100, 200, 299_999);
        progress.Report(200, 200, 310_000);
        progress.Clear();
        _shown.ShouldBeEmpty();
    }

    [Fact]
    public void A_long_wait_shows_one_line_that_is_gone_in_the_end()
    {
        PromptProgress progress = new(_shown.Add);
        progress.Report(100, 300, 1_000_000);
        progress.Report(101, 300, 1_050_000); // too soon
        progress.Report(200, 300, 2_000_000);
        progress.Report(300, 300, 3_000_000);
        _shown.Count.ShouldBe(3);
        string first = PromptProgress.Line(100, 300, 1_000_000);
        string second = PromptProgress.Line(200, 300, 2_000_000);
        _shown[0].ShouldBe($"\r{first}");
        _shown[1].ShouldBe($"\r{second.PadRight(first.Length)}");
        _shown[2].ShouldBe($"\r{new string(' ', Math.Max(first.Length, second.Length))}\r");
    }

    [Fact]
    public void Without_a_terminal_nothing_is_shown()
    {
        PromptProgress progress = new(null);
        progress.Report(100, 300, 1_000_000);
        progress.Clear();
        _shown.ShouldBeEmpty();
    }
}
