using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("  a\tb\n", "a|b")]
    [InlineData("'a b' c", "a b|c")]
    [InlineData("a'b c'd", "ab cd")]
    [InlineData("a '' b", "a||b")]
    [InlineData("a \"\" b", "a||b")]
    [InlineData("a\\ b", "a b")]
    [InlineData("a 'b\\c'", "a|b\\c")]
    [InlineData("a \"b\\c\\\"d\\$e\"", "a|b\\c\"d$e")]
    [InlineData("a\\\nb", "ab")]
    [InlineData("a $HOME * ~ ;", "a|$HOME|*|~|;")]
    [InlineData("grün '→'", "grün|→")]
    public void A_line_is_split_as_a_shell_does(string line, string words) =>
        Words(CommandLine.FromShell(line)).ShouldBe(words.Split('|'));

    [Theory]
    [InlineData("a 'b")]
    [InlineData("a \"b")]
    [InlineData("a \\")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("'' a")]
    public void A_line_that_is_not_complete_is_refused(string line) => Should.Throw<ArgumentException>(() => CommandLine.FromShell(line));

    [Fact]
    public void What_is_shown_can_be_typed()
    {
        CommandLine command = CommandLine.FromStrings("program", "plain-1.2/x", "two words", "it's", "", "$HOME");
        command.Display.ShouldBe(@"program plain-1.2/x 'two words' 'it'\''s' '' '$HOME'");
        Words(CommandLine.FromShell(command.Display)).ShouldBe(Words(command));
    }

    [Fact]
    public void No_program_and_NUL_are_refused()
    {
        Should.Throw<ArgumentException>(() => CommandLine.FromStrings());
        Should.Throw<ArgumentException>(() => CommandLine.FromStrings("", "a"));
        Should.Throw<ArgumentException>(() => CommandLine.FromStrings("a", "b\0c"));
    }

    [Fact]
    public void Own_arguments_are_those_that_the_kernel_has()
    {
        TestProgram.RequireLinux();
        string[] all = File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0');
        Words(CommandLine.FromSelf(0)).ShouldBe(all);
        Words(CommandLine.FromSelfLast(all.Length)).ShouldBe(all);
        Should.Throw<ArgumentException>(() => CommandLine.FromSelf(all.Length));
        Should.Throw<ArgumentException>(() => CommandLine.FromSelfLast(all.Length + 1));
    }

    static IEnumerable<string> Words(CommandLine command) =>
        Enumerable.Range(0, command.Count).Select(i => System.Text.Encoding.UTF8.GetString(command[i]));
}
