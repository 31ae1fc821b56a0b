using System.Collections.Concurrent;
using Lode.Cli.Guests;
using Lode.Wasi;
using Lode.Wasm;

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
    public void Opening_is_shown_before_anything_is_known_and_taken_away_again()
    {
        using BlockingCollection<string> written = [];
        CompilingLine line = new(written.Add, "/a/b/program.wasm");
        written.TryTake(out string? first, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        first.ShouldBe("\ropening program.wasm");
        line.Report(new(500, 1000, 4 << 20, 16 << 20, TimeSpan.FromSeconds(1)));
        string second = first;
        while (second.StartsWith("\ropening", StringComparison.Ordinal))
            written.TryTake(out second!, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        second.ShouldBe("\rcompiling program.wasm: 500 of 1,000 functions, 4.0 MiB of 16.0 MiB (25 %), 3.00 s left");
        line.Clear();
        string cleared = second;
        while (written.TryTake(out string? last))
            cleared = last;
        cleared.ShouldBe($"\r{new string(' ', second.Length - 1)}\r");
        line.Report(new(600, 1000, 5 << 20, 16 << 20, TimeSpan.FromSeconds(2)));
        written.Count.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_shown_where_there_is_no_terminal()
    {
        using CompilingLine line = new(null, "program.wasm");
        line.Report(new(500, 1000, 1, 2, TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Threads_that_report_late_do_not_turn_it_back()
    {
        CompileProgress early = new(1, 10, 10, 100, TimeSpan.FromSeconds(1));
        early.Remaining.ShouldBe(TimeSpan.FromSeconds(9));
        default(CompileProgress).Remaining.ShouldBeNull();
        CompilingLine.Line("x", null).ShouldBe("opening x");
    }
}
