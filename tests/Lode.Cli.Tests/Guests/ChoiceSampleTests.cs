using System.Text;
using System.Text.Json;
using Lode.Control;
using Lode.Generation;

namespace Lode.Cli.Tests;

/// <summary>The sample "choice", in both languages.</summary>
public sealed class ChoiceSampleTests
{
    const string Prompt = "Once upon a time, there was a fox named";

    static readonly string[] s_names = [" Max", " Mia", " Maximilian", " Bob", " Ä\tö\"\\"];

    static SampleRun Choose(string model, string sample, params string[] names) =>
        new(model, sample, Prompt) { Argument = sample.EndsWith("-as", StringComparison.Ordinal) ? string.Join('\n', names) : JsonSerializer.Serialize(names) };

    [Theory]
    [InlineData("demo", "choice")]
    [InlineData("demo", "choice-as")]
    [InlineData("stories260K", "choice")]
    [InlineData("stories260K", "choice-as")]
    public void The_text_is_one_of_the_list_at_any_temperature(string model, string sample)
    {
        HashSet<string> seen = [];
        for (ulong seed = 1; seed <= 12; seed++)
        {
            ControlledText text = (Choose(model, sample, s_names) with { Temperature = 20, Seed = seed }).Run();
            text.Branches[0].Error.ShouldBeNull();
            s_names.ShouldContain(text.Text);
            Encoding.UTF8.GetString(text.Results["choice"]).ShouldBe(text.Text);
            seen.Add(text.Text);
        }
        seen.Count.ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("demo", " Mia")]
    [InlineData("stories260K", " Bob")]
    public void The_choice_is_what_it_was(string model, string text)
    {
        Choose(model, "choice", s_names).Text().ShouldBe(text);
        Choose(model, "choice-as", s_names).Text().ShouldBe(text);
    }

    [Theory]
    [InlineData("choice")]
    [InlineData("choice-as")]
    public void What_the_model_would_write_is_chosen_where_it_is_in_the_list(string sample)
    {
        // Without a controller it writes this name, so no other can be likelier.
        using LanguageModel model = LanguageModel.Open(SampleRun.PathOf("demo"));
        GenerationOptions greedy = new() { MaxTokens = 3, Sampling = new SamplingOptions { Temperature = 0 } };
        string free = string.Concat(model.Generate(Prompt, greedy));
        Choose("demo", sample, " Bob", free, " Maximilian").Text().ShouldBe(free);
    }

    [Fact]
    public void Escapes_of_json_are_read()
    {
        SampleRun run = new("demo", "choice", Prompt) { Argument = """ [ "\u00e4\ud83d\ude00\n\"\\\/" ] """ };
        run.Text().ShouldBe("ä😀\n\"\\/");
    }

    [Theory]
    [InlineData("""[" Max", " Mia" """)]
    [InlineData("""[]""")]
    [InlineData("""[""]""")]
    [InlineData("""[" Max" " Mia"]""")]
    [InlineData("""["\ud83d"]""")]
    [InlineData("""["\x"]""")]
    [InlineData("Max")]
    [InlineData("")]
    public void Other_arguments_are_refused(string argument)
    {
        SampleRun run = new("demo", "choice", Prompt) { Argument = argument };
        ControlledBranch branch = run.Run().Branches[0];
        branch.StopReason.ShouldBe(StopReason.ControllerError);
        branch.Error!.Fault.ShouldBe(ControllerFault.Trap);
        branch.Error.Message.ShouldContain("trapped: unreachable, after it logged: choice: expected --arg ");
        branch.Error.Message.ShouldContain("lode_fail");
        run.Log.ShouldBe(["choice: expected --arg '[\"one\", \"two\"]': 1 to 64 texts that are not empty, 64 KiB together"]);
    }
}
