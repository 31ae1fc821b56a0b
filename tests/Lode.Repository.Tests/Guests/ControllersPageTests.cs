using System.Diagnostics;
using System.Text.RegularExpressions;
using Lode.Tests;
using Lode.Wasm;

namespace Lode.Repository.Tests;

/// <summary>Runs the commands and the program of docs/controllers.md.</summary>
public sealed partial class ControllersPageTests
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            TheoryData<string, string> examples = [];
            foreach (Match example in Example().Matches(ControlContractPage.Text))
                examples.Add(example.Groups[1].Value, example.Groups[2].Value.TrimEnd('\n'));
            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_does_what_it_says(string command, string expected)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        LodeShell.Run(command, TestData.RepositoryRoot).TrimEnd('\n').ShouldBe(expected);
    }

    [Fact]
    public void There_are_examples_and_they_are_found() =>
        Examples.Count.ShouldBe(Regex.Count(ControlContractPage.Text, "^\\$ ", RegexOptions.Multiline));

    [Fact]
    public void The_program_of_the_page_is_the_sample_and_prints_what_is_shown()
    {
        Block("csharp").ShouldBe(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "samples", "Steering", "Program.cs")));
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Steering.dll"),
                Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"),
                Path.Combine(TestData.RepositoryRoot, "guests", "compiled", "choice.wasm"),
            },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        output.ShouldBe(Block("output"));
    }

    [Fact]
    public void Links_of_the_page_lead_to_files()
    {
        foreach (Match link in Regex.Matches(ControlContractPage.Text, @"\]\(([^)#]+)[^)]*\)"))
        {
            string target = Path.Combine(TestData.RepositoryRoot, "docs", link.Groups[1].Value);
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue(link.Value);
        }
    }

    static string Block(string language) => Regex.Match(ControlContractPage.Text, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex("^```console\n\\$ ([^\n]*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
