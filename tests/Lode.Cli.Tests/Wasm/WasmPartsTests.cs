using Lode.Cli.Guests;
using Lode.Wasi;

namespace Lode.Cli.Tests;

public sealed class WasmPartsTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("64k", 65_536)]
    [InlineData("64KiB", 65_536)]
    [InlineData("1.5M", 1_572_864)]
    [InlineData("2GB", 2L << 30)]
    [InlineData("1T", 1L << 40)]
    [InlineData("0", 0)]
    public void Sizes_are_read(string text, long expected)
    {
        ByteSize.TryParse(text, out long bytes).ShouldBeTrue();
        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-1")]
    [InlineData("1,5M")]
    [InlineData("1X")]
    [InlineData("99999999999T")]
    [InlineData("NaN")]
    public void Other_texts_are_no_sizes(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(".", ".", ".", false)]
    [InlineData("a::/b", "a", "/b", false)]
    [InlineData("a::/b:ro", "a", "/b", true)]
    [InlineData("a:ro", "a", "a", true)]
    [InlineData("a:b::c", "a:b", "c", false)]
    public void Folders_are_read(string text, string host, string guest, bool isReadOnly) =>
        WorldSettings.ParseDirectory(text).ShouldBe(new WasiDirectory(host, guest, isReadOnly));

    [Fact]
    public void Compiling_is_shown_where_it_takes_long_and_taken_away_again()
    {
        List<string> written = [];
        CompilingLine line = new(written.Add);
        line.Report(new(10, 1000), 900_000);
        written.ShouldBeEmpty();
        line.Report(new(500, 1000), 1_100_000);
        line.Report(new(510, 1000), 1_150_000);
        line.Report(new(999, 1000), 1_300_000);
        line.Clear();
        written.ShouldBe(["\rcompiling: 500 of 1,000 functions (50 %)", "\rcompiling: 999 of 1,000 functions (99 %)", $"\r{new string(' ', 40)}\r"]);
        new CompilingLine(null).Report(new(500, 1000), 2_000_000); // where there is no terminal
    }
}
