namespace Lode.Cli.Tests.Control;

/// <summary>How texts are shown that are taken back or become several.</summary>
public sealed class ControlOutputTests
{
    static readonly Dictionary<string, string> s_terminal = new() { ["TERM"] = "xterm", ["NO_COLOR"] = "" };

    [Fact]
    public void A_pipe_gets_the_text_and_nothing_else()
    {
        string free = LodeCommand.Run("run", TestModels.Demo, ControlCommand.Prompt, "-n", "12", "--temperature", "0", "--ignore-eos").ShouldSucceed().Output;
        ControlCommand.Run("", "step log").ShouldSucceed().Output.ShouldBe(free);
        CommandResult changed = ControlCommand.Run("", "6 splice 3").ShouldSucceed();
        changed.Output.ShouldBe(free); // taken back, and written again
        changed.Errors.ShouldBe("");
    }

    [Fact]
    public void Several_branches_stand_below_headings()
    {
        string output = ControlCommand.Run("", "2 fork 3\n4/2 refork 2\n6/1 stop").ShouldSucceed().Output;
        string[] lines = output.Split('\n');
        lines.Where(line => line.StartsWith("== ", StringComparison.Ordinal)).ShouldBe(
            ["== branch 0 ==", "== branch 1, forked from 0 ==", "== branch 2, forked from 0 ==", "== branch 3, forked from 2 =="]);
        output.ShouldEndWith("\n");
        lines[1].ShouldBe(ControlCommand.Run("", "").ShouldSucceed().Output);
        lines[1].ShouldStartWith(lines[3]);
    }

    [Fact]
    public void A_terminal_shows_a_text_as_it_comes()
    {
        string screen = OnTerminal("step log");
        screen.ShouldBe(ControlCommand.Run("", "").ShouldSucceed().Output.ReplaceLineEndings("\r\n") + "\r\n");
    }

    [Fact]
    public void A_terminal_shows_what_stands_in_the_end_where_something_was_taken_back()
    {
        string text = ControlCommand.Run("", "6 splice 3 600\n8 stop").ShouldSucceed().Output;
        string screen = OnTerminal("6 splice 3 600\n8 stop");
        screen.ShouldEndWith($"\r\n== the text as it is now ==\r\n{text.ReplaceLineEndings("\r\n")}\r\n");
        screen.ShouldStartWith(ControlCommand.Run("", "5 stop").ShouldSucceed().Output);
    }

    [Fact]
    public void A_terminal_shows_all_branches_in_the_end()
    {
        string screen = OnTerminal("3 fork 2\n5 stop");
        screen.ShouldContain("\r\n== branch 0 ==\r\n");
        screen.ShouldContain("\r\n== branch 1, forked from 0 ==\r\n");
        screen.ShouldEndWith("\r\n");
    }

    [Fact]
    public void Statistics_name_the_controller()
    {
        ControlCommand.Run("", "3 stop", "--stats").ShouldSucceed().Errors.ShouldContain("the controller");
        ControlCommand.Run("", "3 trap", "--stats").Errors.ShouldContain("an error of the controller");
    }

    static string OnTerminal(string script)
    {
        using PseudoTerminal terminal = new();
        string line = string.Join(' ', ControlCommand.Line("", "$1").Select(word => word == "$1" ? "\"$1\"" : $"'{word}'"));
        Shell.Run($"{Shell.Lode} {line} >{terminal.Name}", script, s_terminal).ShouldSucceed();
        return terminal.ReadToEnd();
    }
}
