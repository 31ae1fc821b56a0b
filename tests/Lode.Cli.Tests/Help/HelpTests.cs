using System.Text.RegularExpressions;
using Lode.Cli.Help;
using Lode.Cli.Verbs;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed partial class HelpTests
{
    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public void The_main_help_names_every_command_and_exit_code(params string[] arguments)
    {
        string help = LodeCommand.Run(arguments).ShouldSucceed().Output;
        foreach (string part in (string[])["lode run MODEL", "lode logits MODEL", "lode show MODEL", "lode load MODEL", "lode convert FOLDER", "lode wasm run FILE", "lode control serve SOCKET", "lode stat -- COMMAND", "demo", "NO_COLOR", "LODE_TRACE", "130 interrupted"])
            help.ShouldContain(part);
        help.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("logits")]
    [InlineData("show")]
    [InlineData("load")]
    [InlineData("convert")]
    [InlineData("quantize")]
    [InlineData("pack")]
    [InlineData("unpack")]
    [InlineData("verify")]
    [InlineData("compare")]
    [InlineData("tokenize")]
    [InlineData("detokenize")]
    [InlineData("bench")]
    [InlineData("perplexity")]
    public void The_help_of_a_command_fits_100_columns_and_has_examples(string verb)
    {
        string help = LodeCommand.Run(verb, "--help").ShouldSucceed().Output;
        LodeCommand.Run("help", verb).Output.ShouldBe(help);
        LodeCommand.Run(verb, "model.gguf", "-h").Output.ShouldBe(help);
        help.ShouldContain($"  lode {verb} MODEL");
        help.ShouldContain("Examples:\n");
        help.ShouldContain("\nExit codes: 0 ");
        help.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public void The_help_of_the_commands_for_WebAssembly_fits_too()
    {
        string group = LodeCommand.Run("wasm").ShouldSucceed().Output;
        foreach (string[] arguments in (string[][])[["wasm", "--help"], ["wasm", "-h"], ["help", "wasm"]])
            LodeCommand.Run(arguments).ShouldSucceed().Output.ShouldBe(group);
        string help = LodeCommand.Run("wasm", "run", "--help").ShouldSucceed().Output;
        LodeCommand.Run("help", "wasm", "run").Output.ShouldBe(help);
        group.ShouldContain("lode wasm run FILE");
        help.ShouldContain("Examples:\n");
        foreach (string text in (string[])[group, help])
        {
            text.ShouldContain("\nExit codes: the program's, ");
            text.Split('\n').ShouldAllBe(line => line.Length <= 100);
        }
    }

    [Fact]
    public void The_help_of_the_commands_for_controllers_fits_too()
    {
        string group = LodeCommand.Run("control").ShouldSucceed().Output;
        foreach (string[] arguments in (string[][])[["control", "--help"], ["control", "-h"], ["help", "control"]])
            LodeCommand.Run(arguments).ShouldSucceed().Output.ShouldBe(group);
        string help = LodeCommand.Run("control", "serve", "--help").ShouldSucceed().Output;
        LodeCommand.Run("help", "control", "serve").Output.ShouldBe(help);
        group.ShouldContain("lode control serve SOCKET");
        help.ShouldContain("Examples:\n");
        foreach (string text in (string[])[group, help])
        {
            text.ShouldContain("\nExit codes: 0 ");
            text.Split('\n').ShouldAllBe(line => line.Length <= 100);
        }
    }

    [Fact]
    public void The_version_is_that_of_the_assembly() =>
        LodeCommand.Run("--version").ShouldSucceed().Output.ShouldBe($"lode {typeof(Verb).Assembly.GetName().Version!.ToString(3)}\n");

    [Fact]
    public void The_manual_names_every_option_and_no_other()
    {
        string manual = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "cli.md"));
        HashSet<string> options = [.. new Verb[] { new RunVerb(), new LogitsVerb(), new ShowVerb(), new LoadVerb(), new ConvertVerb(), new QuantizeVerb(), new PackVerb(), new PackVerb(unpack: true), new VerifyVerb(), new CompareVerb(), new TokenizeVerb(), new DetokenizeVerb(), new BenchVerb(), new PerplexityVerb(), new WasmRunVerb(), new WasmCompileVerb(), new WasmInspectVerb(), new WasmVerifyVerb(), new WasmCacheVerb(), new ControlServeVerb() }
            .SelectMany(verb => verb.Page.Groups)
            .SelectMany(group => group.Options)
            .Select(option => option.Name)];
        foreach (string option in options)
            manual.ShouldContain($"`{option}");
        OptionName().Matches(manual).Select(match => match.Groups[1].Value).Except(options).ShouldBeEmpty();
    }

    [Fact]
    public void Long_descriptions_go_on_below_themselves()
    {
        HelpPage page = new("Summary.", ["lode x"], [new System.CommandLine.Argument<string>("MODEL") { Description = "A file." }],
            [new OptionGroup("Group", new System.CommandLine.Option<bool>("--flag", "-f", "--also") { Description = string.Join(' ', Enumerable.Repeat("word", 25)) })],
            [("lode x y", "Does it.")]);
        HelpWriter.Write(page).ShouldBe($"""
            Summary.

            Usage:
              lode x

            Arguments:
              MODEL  A file.

            Group:
              -f, --flag  {string.Join(' ', Enumerable.Repeat("word", 17))}
                          {string.Join(' ', Enumerable.Repeat("word", 8))}

            Examples:
              lode x y
                  Does it.

            Exit codes: 0 done, 1 failed, 2 wrong command line, 130 interrupted by Ctrl-C

            """);
    }

    [GeneratedRegex("`(--[a-z][a-z-]+)")]
    private static partial Regex OptionName();
}
