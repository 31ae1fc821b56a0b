using Lode.Cli.Streams;

namespace Lode.Cli.Tests;

public sealed class TransferProgressTests
{
    readonly List<string> _shown = [];

    [Theory]
    [InlineData(512L << 20, 2048L << 20, 1_500_000, "working: 512.0 MiB of 2.0 GiB (25 %), 341.3 MiB/s, 4.50 s left")]
    [InlineData(10, 10, 1_000_000, "working: 10 B done, waiting for the disk")]
    [InlineData(0, 10, 1_000_000, "working: 0 B of 10 B (0 %), 0 B/s, n/a left")]
    public void The_line_says_how_far_how_fast_and_how_long(long done, long all, long elapsed, string line) =>
        TransferProgress.Line("working", done, all, elapsed).ShouldBe(line);

    [Fact]
    public void A_long_wait_shows_one_line_that_is_gone_in_the_end()
    {
        TransferProgress progress = new("working", _shown.Add);
        progress.Report(1, 300, 200_000); // too soon for words
        progress.Report(100, 300, 1_000_000);
        progress.Report(101, 300, 1_050_000); // too soon for the next
        progress.Report(300, 300, 1_060_000); // the last always
        progress.Clear();
        string line = TransferProgress.Line("working", 100, 300, 1_000_000), last = TransferProgress.Line("working", 300, 300, 1_060_000);
        _shown.ShouldBe([$"\r{line}", $"\r{last.PadRight(line.Length)}", $"\r{new string(' ', last.Length)}\r"]);
    }
}
