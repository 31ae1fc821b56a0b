using System.Text;
using Lode.Generation;

namespace Lode.Cli.Tests.Worker;

/// <summary>The samples of guests/compiled write the same in a process of their own, with the built-in model.</summary>
[Collection("isolated controllers")]
public sealed class SampleIsolationTests : WorkerTests
{
    [Theory]
    [InlineData("uppercase", "")]
    [InlineData("lipogram", "aO")]
    [InlineData("lipogram-as", "aO")]
    [InlineData("count", "6")]
    [InlineData("choice", """[" Max", " Mia", " Maximilian"]""")]
    [InlineData("regex", "( [a-z]{3,5}){4}, 2[0-9]{3}\\.")]
    [InlineData("yesno", "")]
    [InlineData("race", "")]
    public void A_sample_writes_the_same(string sample, string argument)
    {
        SampleRun here = new("demo", sample, "Once upon a time") { Argument = argument, Temperature = 0.9f, Seed = 4 };
        string expected = Describe(here, here.Run());
        SampleRun there = new("demo", sample, "Once upon a time") { Argument = argument, Temperature = 0.9f, Seed = 4, IsIsolated = true };
        Describe(there, there.Run()).ShouldBe(expected);
    }

    static string Describe(SampleRun run, ControlledText text)
    {
        StringBuilder all = new();
        foreach (ControlledBranch branch in text.Branches)
            all.AppendLine($"{branch.Number} of {branch.Parent}: {branch.Text} [{string.Join(' ', branch.Tokens)}] {branch.StopReason} {branch.Error?.Message}");
        foreach ((string name, byte[] value) in text.Results)
            all.AppendLine($"{name} = {Encoding.UTF8.GetString(value)}");
        foreach (string line in run.Log)
            all.AppendLine($"says {line}");
        return all.ToString();
    }
}
