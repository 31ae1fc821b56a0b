using System.Text.Json;

namespace Lode.Cli.Tests;

/// <summary>Samples by the command, in this process and in one of their own.</summary>
public sealed class IsolatedSampleTests
{
    [Theory]
    [InlineData("lipogram", "")]
    [InlineData("uppercase", "")]
    [InlineData("uppercase-as", "")]
    [InlineData("choice", """[" there", ","]""")]
    [InlineData("regex", "(, [a-z]{2,9}){3}\\.")]
    [InlineData("yesno", "")]
    [InlineData("count", "5")]
    [InlineData("race", "forest")]
    public void Both_write_the_same(string sample, string argument)
    {
        Assert.SkipUnless(Wasm.EngineSupport.IsSupported, Wasm.EngineSupport.Reason ?? "");
        (string Texts, string Results) here = Run(sample, argument), there = Run(sample, argument, "--isolate");
        there.Texts.ShouldBe(here.Texts);
        there.Results.ShouldBe(here.Results);
    }

    static (string Texts, string Results) Run(string sample, string argument, params string[] options)
    {
        string[] arguments = ["run", TestModels.Demo, "Once upon a time", "--control", SampleRun.ProgramOf(sample), "--temperature", "0", "--max-tokens", "24", "--json"];
        JsonElement answer = LodeCommand.Run([.. arguments, .. argument.Length > 0 ? (string[])["--arg", argument] : [], .. options]).ShouldSucceed().Json;
        // Rounds in which a call was stopped for its time, on a busy machine, count as rounds.
        string results = string.Join(' ', answer.GetProperty("results").EnumerateObject().Where(result => result.Name != "rounds").Select(result => $"{result.Name}={result.Value}"));
        return (string.Join('|', answer.GetProperty("branches").EnumerateArray().Select(branch => $"{branch.GetProperty("text")} {branch.GetProperty("stop_reason")}")), results);
    }
}
