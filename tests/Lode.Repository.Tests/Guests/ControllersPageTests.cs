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
        ControlContractPage.Page.ShouldShow("Steering");
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        ControlContractPage.Page.ShouldShowOutputOf("Steering", Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"),
            Path.Combine(TestData.RepositoryRoot, "guests", "compiled", "choice.wasm"));
    }

    [Fact]
    public void Links_of_the_page_lead_to_files() => ControlContractPage.Page.ShouldHaveLinksThatLeadToFiles();

    [GeneratedRegex("^```console\n\\$ ([^\n]*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
