using System.Text.RegularExpressions;
using Lode.Control;
using Lode.Generation;

namespace Lode.Cli.Tests;

/// <summary>The sample "regex", with .NET's as the oracle.</summary>
public sealed class RegexSampleTests
{
    const string Prompt = "Once upon a time";

    [Theory]
    [InlineData("demo", " [0-9]{4}-[0-9]{2}-[0-9]{2}")]
    [InlineData("demo", "(, [a-z]{2,9}){3}\\.")]
    [InlineData("demo", " (yes|no|perhaps)?!")]
    [InlineData("demo", "[ A-Za-z]{1,12}")]
    [InlineData("stories260K", " [0-9]{4}-[0-9]{2}-[0-9]{2}")]
    [InlineData("stories260K", "(, [a-z]{2,9}){3}\\.")]
    [InlineData("stories260K", "\\w{3} \\d{2,4}x")]
    public void The_text_matches_the_whole_expression(string model, string pattern)
    {
        Regex oracle = new($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(10));
        int whole = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            ControlledBranch branch = new SampleRun(model, "regex", Prompt) { Argument = pattern, Temperature = 1, Seed = seed, MaxTokens = 100 }.Run().Branches[0];
            branch.Error.ShouldBeNull();
            if (branch.StopReason == StopReason.TokenLimit)
                continue; // the expression would go on
            oracle.IsMatch(branch.Text).ShouldBeTrue(branch.Text);
            whole++;
        }
        whole.ShouldBeGreaterThan(3);
    }

    [Theory]
    [InlineData("demo", " and aig happy foxst, 2665.")]
    [InlineData("stories260K", " there was anima shear, 2000.")]
    public void The_text_is_what_it_was(string model, string text) =>
        new SampleRun(model, "regex", Prompt) { Argument = "( [a-z]{3,5}){4}, 2[0-9]{3}\\." }.Text().ShouldBe(text);

    [Fact]
    public void A_malformed_expression_is_refused_with_its_place()
    {
        SampleRun run = new("demo", "regex", Prompt) { Argument = "a(b" };
        ControllerException error = run.Run().Branches[0].Error!;
        error.Fault.ShouldBe(ControllerFault.Trap);
        error.Message.ShouldContain("position 1"); // also without the log
        error.Message.ShouldContain("; regex: expected a regular expression as --arg");
        run.Log[0].ShouldContain("position 1");
        run.Log[^1].ShouldBe("regex: expected a regular expression as --arg");
    }
}
