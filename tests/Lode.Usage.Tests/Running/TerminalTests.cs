using Lode.Tests;
using Lode.Usage.Running;

namespace Lode.Usage.Tests.Running;

/// <summary>Commands run by another process, which signals are sent to and a person at a terminal types to.</summary>
[Collection(Alone.Name)]
public sealed class TerminalTests
{
    /// <summary>Says that it is ready, echoes a line, and exits with 7.</summary>
    const string Echo = """sh -c 'echo rea""dy; read line; echo "got <$line>"; exit 7'""";

    [Theory]
    [InlineData("trace", "\u0003", "launched: 130 2 False")]
    [InlineData("plain", "\u0003", "launched: 130 2 False")]
    [InlineData("limit", "\u0003", "launched: 130 2 False")]
    [InlineData("trace", "\u001c", "launched: 131 3 False")]
    public void The_keyboard_interrupts_the_command_and_not_who_runs_it(string settings, string key, string expected)
    {
        string seen = Type($"ulimit -c 0; {Launcher.Prefix(settings)} {Echo}\n", "ready", key, "launched", "\n", "prompt>", "exit\n");
        seen.ShouldContain(expected);
    }

    [Theory]
    [InlineData("trace")]
    [InlineData("plain")]
    [InlineData("limit")]
    public void The_keyboard_stops_a_job_and_the_shell_resumes_it(string settings)
    {
        string seen = Type($"{Launcher.Prefix(settings)} {Echo}\n", "ready", "\u001a", "Stopped", "\n", "prompt>", "fg\n",
            Path.GetFileName(typeof(TerminalTests).Assembly.Location), "hello\n", "got <hello>", "", "launched: 7", "exit\n");
        seen.ShouldContain("launched: 7  False");
    }

    [Fact]
    public void A_command_that_handles_the_interrupt_goes_on()
    {
        string seen = Type($"{Launcher.Prefix("trace")} sh -c 'trap \"exit 3\" INT; echo rea\"\"dy; read line'\n",
            "ready", "\u0003", "launched: 3", "exit\n");
        seen.ShouldContain("launched: 3  False");
    }

    [Theory]
    [InlineData("TERM", "143 15", "trace")]
    [InlineData("HUP", "129 1", "trace")]
    [InlineData("TERM", "143 15", "plain")]
    public void What_ends_who_runs_the_command_is_passed_on_to_it(string signal, string expected, string settings)
    {
        TestProgram.RequireLinux();
        string ready = TestProgram.NewFile(), errors = TestProgram.NewFile();
        Shell($$"""
            {{Launcher.Prefix(settings)}} sh -c 'echo > {{ready}}; exec sleep 60' 2> {{errors}} &
            while [ ! -e {{ready}} ]; do sleep 0.05; done
            kill -{{signal}} $!
            wait $!
            """);
        File.ReadAllText(errors).ShouldContain($"launched: {expected} False");
    }

    [Fact]
    public void Arguments_that_are_not_text_arrive_unchanged()
    {
        TestProgram.RequireLinux();
        string file = TestProgram.NewFile();
        Shell($$"""
            {{Launcher.Prefix("trace")}} sh -c 'printf %s "$1" > {{file}}' x "$(printf 'a\351\377z')" 2> /dev/null
            """);
        File.ReadAllBytes(file).ShouldBe([(byte)'a', 0xe9, 0xff, (byte)'z']);
    }

    [Fact]
    public void An_interrupt_that_was_ignored_before_stays_ignored()
    {
        TestProgram.RequireLinux();
        string file = TestProgram.NewFile();
        Shell($"trap '' INT; {Launcher.Prefix("trace")} sh -c 'kill -INT $$; echo alive > {file}' 2> /dev/null");
        File.ReadAllText(file).ShouldBe("alive\n");
    }

    static string Type(params string[] dialogue)
    {
        string person = TestPrograms.Person.Require(), seen = TestProgram.NewFile();
        string script = $"{person} \"$@\" > {seen}";
        CommandRunner.Run(CommandLine.FromStrings(["sh", "-c", script, "x", "prompt>", .. dialogue]), new RunSettings())
            .ExitCode.ShouldBe(0, File.ReadAllText(seen));
        return File.ReadAllText(seen);
    }

    static void Shell(string script) => CommandRunner.Run(CommandLine.FromStrings("sh", "-c", script), new RunSettings());
}
