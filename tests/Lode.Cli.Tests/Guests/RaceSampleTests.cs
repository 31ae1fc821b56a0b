using System.Globalization;
using System.Text;
using Lode.Generation;

namespace Lode.Cli.Tests;

/// <summary>The sample "race".</summary>
public sealed class RaceSampleTests
{
    const string Prompt = "Once upon a time";

    [Theory]
    [InlineData("demo", "race", "")]
    [InlineData("demo", "race", "forest")]
    [InlineData("demo", "race-as", "forest")]
    [InlineData("stories260K", "race", "")]
    [InlineData("stories260K", "race-as", "")]
    [InlineData("stories260K", "race", "girl")]
    public void Who_first_writes_the_goal_wins_and_ends_both(string model, string sample, string goal)
    {
        ControlledText text = new SampleRun(model, sample, Prompt) { Argument = goal, MaxTokens = 100 }.Run();
        text.Branches.Count.ShouldBe(2);
        text.Branches.ShouldAllBe(branch => branch.Error == null && branch.StopReason == StopReason.Stopped);
        text.Branches[1].Parent.ShouldBe(0);
        int winner = int.Parse(Encoding.UTF8.GetString(text.Results["winner"]), CultureInfo.InvariantCulture);
        ControlledBranch first = text.Branches[winner], other = text.Branches[1 - winner];
        string wanted = goal.Length > 0 ? goal : ".";
        first.Text.ShouldContain(wanted);

        // What each would have written alone, token by token: the winner stopped at the first token that completes the goal, and the other,
        // which ran beside it, had not got there before.
        (string Text, int Tokens) winnerAlone = Alone(model, first, wanted), otherAlone = Alone(model, other, wanted);
        first.Text.ShouldBe(winnerAlone.Text);
        first.Tokens.Count.ShouldBe(winnerAlone.Tokens);
        otherAlone.Tokens.ShouldBeGreaterThanOrEqualTo(winnerAlone.Tokens);
        otherAlone.Text.ShouldStartWith(other.Text);
    }

    [Theory]
    [InlineData("demo", "forest", ", there was a little fox named", ". He lived in the forest")]
    [InlineData("stories260K", "", ", there was a little girl named Lily.", " there was a little girl named Lily.")]
    public void The_texts_are_what_they_were(string model, string goal, string zero, string one)
    {
        ControlledText text = new SampleRun(model, "race", Prompt) { Argument = goal }.Run();
        text.Branches.Select(branch => branch.Text).ShouldBe([zero, one]);
    }

    /// <summary>A branch's first token, and then what the model likes best, without a controller, up to the goal.</summary>
    static (string Text, int Tokens) Alone(string path, ControlledBranch branch, string goal)
    {
        using LanguageModel model = LanguageModel.Open(SampleRun.PathOf(path));
        using Generator generator = new(model);
        int[] prompt = [.. model.Tokenize(Prompt), branch.Tokens[0]];
        using GeneratedSequence sequence = generator.Start(prompt, new GenerationOptions { MaxTokens = 120, Sampling = new SamplingOptions { Temperature = 0 } });
        List<byte> bytes = [.. model.Tokenizer.GetBytes(branch.Tokens[0])];
        int count = 1, seen = 0;
        while (!Encoding.UTF8.GetString([.. bytes]).Contains(goal, StringComparison.Ordinal) && generator.Step())
        {
            for (; seen < sequence.Tokens.Length; seen++, count++)
                bytes.AddRange(model.Tokenizer.GetBytes(sequence.Tokens[seen]));
        }
        return (Encoding.UTF8.GetString([.. bytes]), count);
    }
}
