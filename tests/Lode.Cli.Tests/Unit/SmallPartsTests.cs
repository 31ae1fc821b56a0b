using Lode.Cli.Errors;
using Lode.Cli.Options;
using Lode.Cli.Showing;
using Lode.Cli.Streams;
using Lode.Cli.Verbs;

namespace Lode.Cli.Tests;

public sealed class SmallPartsTests
{
    [Theory]
    [InlineData("--stats", true)]
    [InlineData("--top-k=5", true)]
    [InlineData("-x", true)]
    [InlineData("-xyz", true)]
    [InlineData("-", false)]
    [InlineData("--", false)]
    [InlineData("-5", false)]
    [InlineData("- item", false)]
    [InlineData("--not really", false)]
    [InlineData("-é", false)]
    [InlineData("text", false)]
    [InlineData("", false)]
    public void What_looks_like_an_option(string text, bool looks) => UnknownOption.LooksLikeOption(text).ShouldBe(looks);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("Model", "mOdel", 0)]
    public void Edits_are_counted_in_any_case(string left, string right, int distance)
    {
        Nearest.Distance(left, right).ShouldBe(distance);
        Nearest.Distance(right, left).ShouldBe(distance);
    }

    [Fact]
    public void Only_a_near_name_is_suggested()
    {
        Nearest.Of("--sats", ["--stats", "--stop", "--seed"]).ShouldBe("--stats");
        Nearest.Of("--frobnicate", ["--stats", "--stop"]).ShouldBeNull();
        Nearest.Of("x", []).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, null, null, true)]
    [InlineData(true, "", "xterm-256color", true)]
    [InlineData(true, "1", "xterm-256color", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm-256color", false)]
    public void Colours_are_for_terminals_that_want_them(bool isTerminal, string? noColour, string? terminal, bool colours)
    {
        Style style = Style.For(isTerminal, noColour, terminal);
        style.Bad("x").ShouldBe(colours ? "\e[1;31mx\e[0m" : "x");
        style.Strong("x").ShouldBe(colours ? "\e[1mx\e[0m" : "x");
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\r\n\t", "\"\\r\\n\\t\"")]
    [InlineData("\u001b[31m\u0007\u200e", "\"\\u001b[31m\\u0007\\u200e\"")]
    [InlineData("é日😀", "\"é日😀\"")]
    public void Text_of_a_file_cannot_command_the_terminal(string text, string quoted) => Printable.Quote(text).ShouldBe(quoted);

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "")]
    [InlineData("a\n", "a")]
    [InlineData("a\r\n", "a")]
    [InlineData("a\n\n", "a\n")]
    [InlineData("a\r", "a\r")]
    [InlineData("a", "a")]
    public void One_line_break_is_left_out(string input, string prompt) =>
        System.Text.Encoding.UTF8.GetString(PromptSettings.WithoutLineBreak(System.Text.Encoding.UTF8.GetBytes(input))).ShouldBe(prompt);
}
