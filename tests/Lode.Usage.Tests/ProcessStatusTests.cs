namespace Lode.Usage.Tests;

public sealed class ProcessStatusTests
{
    const string Typical = "Name:\tlode\nUmask:\t0022\nVmPeak:\t  999 kB\nVmHWM:\t   40960 kB\nVmRSS:\t   30720 kB\nRssAnon:\t   10240 kB\n" +
        "RssFile:\t   20476 kB\nRssShmem:\t       4 kB\nThreads:\t3\n";

    static ProcessStatus Parse(string text) => ProcessStatus.Parse(System.Text.Encoding.ASCII.GetBytes(text));

    [Fact]
    public void The_memory_lines_are_found()
    {
        ProcessStatus status = Parse(Typical);
        status.Anonymous.ShouldBe(10240L * 1024);
        status.File.ShouldBe(20476L * 1024);
        status.Shared.ShouldBe(4096L);
        status.Resident.ShouldBe(30720L * 1024);
        status.Peak.ShouldBe(40960L * 1024);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("RssAnon")]
    [InlineData("RssAnon:\n")]
    [InlineData("RssAnon:\tmany kB\n")]
    [InlineData("RssAnon:\t-5 kB\n")]
    [InlineData("RssAnon:\t9223372036854775807 kB\n")]
    [InlineData("XRssAnon:\t5 kB\n")]
    public void A_line_that_is_missing_or_unreadable_gives_null(string text) => Parse(text).ShouldBe(default);

    [Fact]
    public void A_text_that_ends_within_a_line_is_read_as_far_as_it_goes()
    {
        ProcessStatus status = Parse(Typical[..Typical.IndexOf("RssFile", StringComparison.Ordinal)] + "RssF");
        status.Anonymous.ShouldBe(10240L * 1024);
        status.File.ShouldBeNull();
    }
}
