using Lode.Cli.Loading;
using Lode.Weights;

namespace Lode.Cli.Tests.Load;

public sealed class LoadingProgressTests
{
    [Fact]
    public void The_line_comes_after_a_while_and_goes_when_all_is_there()
    {
        string text = "";
        LoadingProgress progress = new(part => text += part);
        progress.Report(new LoadProgress(LoadWay.Read, 1, 100), 299_000);
        text.ShouldBe("");
        progress.Report(new LoadProgress(LoadWay.Read, 50, 100), 301_000);
        text.ShouldStartWith("\rreading the weights: 50 B of 100 B (50 %)");
        int length = text.Length;
        progress.Report(new LoadProgress(LoadWay.Read, 51, 100), 350_000);
        text.Length.ShouldBe(length, "not that often");
        progress.Report(new LoadProgress(LoadWay.Read, 100, 100), 360_000);
        text[length..].ShouldMatch("^\r +\r$");
    }

    [Fact]
    public void A_line_that_was_stopped_does_not_come_back()
    {
        string text = "";
        LoadingProgress progress = new(part => text += part);
        progress.Report(new LoadProgress(LoadWay.Map, 25, 100), 1_000_000);
        text.ShouldStartWith("\rfetching the weights: 25 B of 100 B (25 %)");
        text = "";
        progress.Stop();
        text.ShouldMatch("^\r +\r$");
        text = "";
        progress.Report(new LoadProgress(LoadWay.Map, 50, 100), 2_000_000);
        text.ShouldBe("");
    }
}
