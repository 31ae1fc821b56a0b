namespace Lode.Cli.Tests.Stat;

public sealed class StatTerminalTests
{
    [Fact]
    public void A_terminal_shows_progress_and_a_chart_that_fits_and_is_not_set_up_in_any_way()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "commands are measured on Linux");
        using PseudoTerminal terminal = new();
        Shell.Run($"stty -F {terminal.Name} cols 50; {Shell.Lode} stat -n 3 -- sleep 0.2 2>{terminal.Name}").ShouldSucceed();
        string screen = terminal.ReadToEnd();
        screen.ShouldContain("\rrun 1 of 3\r");
        screen.ShouldMatch("\rrun 3 of 3, [0-9.]+ ms left *\r");
        string chart = screen[screen.IndexOf("memory over time", StringComparison.Ordinal)..];
        chart.ShouldContain("█ anonymous  ░ mapped\r\n");
        chart.Split("\r\n").ShouldAllBe(line => line.Length < 50);
        screen.ShouldNotContain("\e");
    }

    [Fact]
    public void One_run_shows_no_progress()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "commands are measured on Linux");
        using PseudoTerminal terminal = new();
        Shell.Run($"{Shell.Lode} stat -- true 2>{terminal.Name}").ShouldSucceed();
        terminal.ReadToEnd().ShouldStartWith("wall time  ");
    }
}
