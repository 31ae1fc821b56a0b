using System.Diagnostics;
using System.Text.RegularExpressions;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Executes the examples of README.md.</summary>
/// <remarks>
/// In a block marked <c>console</c>, each line that begins with "$ " is a command, and the lines behind it are how its output begins.
/// In one marked <c>console figures</c>, numbers and their units may differ.
/// </remarks>
public sealed partial class ReadmeTests : IDisposable
{
    static readonly DocumentPage s_page = new("README.md");
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-readme-");

    public static TheoryData<string, string, bool> Examples
    {
        get
        {
            TheoryData<string, string, bool> examples = [];
            foreach (Match block in ConsoleBlock().Matches(s_page.Text))
            {
                foreach (Match example in CommandAndOutput().Matches(block.Groups[2].Value))
                    examples.Add(example.Groups[1].Value, example.Groups[2].Value.TrimEnd('\n'), block.Groups[1].Length > 0);
            }
            return examples;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_does_what_it_says(string command, string expected, bool figuresDiffer)
    {
        string output = Shell(command);
        if (figuresDiffer)
            Mask(output).ShouldStartWith(Mask(expected));
        else
            output.ShouldStartWith(expected);
    }

    [Fact]
    public void There_are_examples_of_every_verb_and_they_are_found()
    {
        string[] commands = [.. Examples.Select(row => row.Data.Item1)];
        foreach (string verb in (string[])["run", "show", "logits"])
            commands.ShouldContain(command => Regex.IsMatch(command, $@"\b{verb} demo"));
        commands.Length.ShouldBe(ConsoleBlock().Matches(s_page.Text).Sum(block => block.Value.Split("\n$ ").Length - 1));
    }

    [Fact]
    public void The_program_of_the_example_is_the_sample_and_prints_what_is_shown()
    {
        s_page.ShouldShow("StoryTeller");
        s_page.ShouldShowOutputOf("StoryTeller", Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"));
    }

    [Fact]
    public void The_test_command_is_the_one_that_continuous_integration_runs()
    {
        s_page.Text.ShouldContain("```sh\ndotnet test -c Release\n```");
        File.ReadAllText(Path.Combine(TestData.RepositoryRoot, ".ci", "run")).ShouldContain("\ndotnet test -c Release ");
    }

    [Fact]
    public void Links_lead_to_files() => s_page.ShouldHaveLinksThatLeadToFiles();

    /// <summary>Runs a command as a shell would after the README's alias; what it builds with `dotnet run` was built already.</summary>
    string Shell(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        if (command.Contains(" guests/", StringComparison.Ordinal))
        {
            Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
            Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "guests"), Path.Combine(TestData.RepositoryRoot, "guests"));
        }
        string lode = Path.Combine(AppContext.BaseDirectory, "lode.dll");
        string script = $"lode() {{ dotnet '{lode}' \"$@\"; }}\n" +
            command.Replace("dotnet run -c Release --project src/Lode.Cli --", "lode", StringComparison.Ordinal);
        ProcessStartInfo start = new("bash")
        {
            ArgumentList = { "-euo", "pipefail", "-c", script },
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{command}: {errors.Result}");
        // What `lode logits` reports goes to standard error; on a terminal a reader sees both.
        return output.Length > 0 ? output : errors.Result;
    }

    static string Mask(string text) => Spaces().Replace(Figure().Replace(text, "#"), " ");

    [GeneratedRegex("```console( figures)?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", RegexOptions.Multiline)]
    private static partial Regex CommandAndOutput();

    [GeneratedRegex(@"\d[\d,.]*( (ns|µs|ms|s|B|KiB|MiB|GiB)\b)?")]
    private static partial Regex Figure();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
