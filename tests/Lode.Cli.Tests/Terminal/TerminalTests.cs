namespace Lode.Cli.Tests;

public sealed class TerminalTests
{
    static (CommandResult Result, string Screen) RunOnTerminal(string line, string argument = "", Dictionary<string, string>? environment = null)
    {
        using PseudoTerminal terminal = new();
        environment ??= [];
        environment.TryAdd("TERM", "xterm");
        environment.TryAdd("NO_COLOR", "");
        CommandResult result = Shell.Run(line.Replace("TTY", terminal.Name), argument, environment);
        return (result, terminal.ReadToEnd());
    }

    [Fact]
    public void An_error_is_red_on_a_terminal()
    {
        (_, string screen) = RunOnTerminal($"{Shell.Lode} show no-such.gguf 2>TTY");
        screen.ShouldStartWith("\e[1;31mlode: error:\e[0m there is no file no-such.gguf");
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public void Colours_can_be_turned_off(string variable, string value)
    {
        (_, string screen) = RunOnTerminal($"{Shell.Lode} show no-such.gguf 2>TTY", "", new() { [variable] = value });
        screen.ShouldStartWith("lode: error: there is no file");
        screen.ShouldNotContain("\e");
    }

    [Fact]
    public void A_long_prompt_shows_progress_and_takes_it_away()
    {
        using TemporaryFolder folder = new();
        // Long enough for any machine: tens of thousands of tokens, a few at a time, until the context is full.
        File.WriteAllText(folder.File("prompt"), string.Concat(Enumerable.Repeat("The dog saw a cat. ", 700)));
        (CommandResult result, string screen) = RunOnTerminal(
            $"{Shell.Lode} run \"$1\" --file '{folder.File("prompt")}' --ctx 20000 --batch 1 -t 1 -n 1 --ignore-eos 2>TTY", TestModels.Any);
        result.ShouldSucceed().Output.ShouldNotBeEmpty();
        screen.ShouldContain("reading the prompt: ");
        screen.ShouldContain(" tokens/s, ");
        screen.ShouldEndWith(" \r");
    }

    [Fact]
    public void Quantising_a_large_model_shows_progress_and_takes_it_away()
    {
        using TemporaryFolder folder = new();
        Faults.SparseModel.Write(folder.File("in.gguf"), 40);
        (CommandResult result, string screen) = RunOnTerminal(
            $"{Shell.Lode} quantize \"$1\" -o '{folder.File("out.gguf")}' --type Q8_0 --threads 1 2>TTY", folder.File("in.gguf"));
        result.ShouldSucceed();
        screen.ShouldMatch(@"\rquantising: [0-9.]+ [MG]iB of 1\.2 GiB \([0-9]+ %\), ");
        screen.ShouldContain("\rquantising: 1.2 GiB done, waiting for the disk");
        screen.ShouldContain($" \r{folder.File("out.gguf")}: Q8_0, ");
    }

    [Fact]
    public void Text_on_a_terminal_ends_its_line()
    {
        (CommandResult result, string screen) = RunOnTerminal($"{Shell.Lode} run \"$1\" -n 3 --temperature 0 --ignore-eos >TTY", TestModels.Any);
        result.ShouldSucceed();
        screen.ShouldEndWith("\r\n");
        screen.ShouldNotContain("\e");
    }
}
