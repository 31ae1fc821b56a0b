using Lode.DemoModel.Sampling;
using Lode.DemoModel.Text;
using Lode.DemoModel.Text.Plots;

namespace Lode.DemoModel.Tests.Sampling;

public sealed class StoryJudgeTests
{
    static readonly StoryJudge s_judge = new();

    [Fact]
    public void Every_generated_story_is_sound()
    {
        for (ulong i = 0; i < 600; i++)
        {
            Randomness random = new(1, i);
            string story = StoryWriter.Write(random.Pick(StoryWriter.Plots), new Cast(random), random);
            s_judge.Judge(story).ShouldBe(Verdict.Sound, story);
        }
    }

    [Theory]
    [InlineData("Max", "Tom", Verdict.Inconsistent)] // the hero's second name
    [InlineData("said Ben", "said Ivy", Verdict.Inconsistent)]
    [InlineData("the red ball, ", "the blue ball, ", Verdict.Inconsistent)]
    [InlineData("He had a red", "She had a red", Verdict.Inconsistent)]
    [InlineData("He had a red", "He had an red", Verdict.Inconsistent)]
    [InlineData("One morning, the ball was gone. ", "", Verdict.OutOfOrder)]
    [InlineData("ball was gone", "ball gone", Verdict.Malformed)]
    [InlineData("best of friends.", "best of", Verdict.Malformed)]
    internal void A_fault_is_found(string right, string wrong, Verdict verdict)
    {
        const string Story = "Once upon a time, a little fox named Max lived in the forest. He had a red ball and took it everywhere. "
            + "One morning, the ball was gone. He looked in every corner of the house. He felt very sad. "
            + "Ben the owl stopped to help. \"I will help you,\" said Ben. They looked near the river. "
            + "There it was, the red ball, shining in the sun. Max jumped for joy. From that day on, Max and Ben were the best of friends.";
        s_judge.Judge(Story).ShouldBe(Verdict.Sound);
        int at = Story.IndexOf(right, StringComparison.Ordinal);
        s_judge.Judge(Story[..at] + wrong + Story[(at + right.Length)..]).ShouldBe(verdict);
    }

    [Fact]
    public void Every_line_of_the_grammar_is_recognised_by_its_own_pattern()
    {
        foreach (string line in StoryWriter.Plots.SelectMany(plot => plot.Beats).Append(Frame.Openings).Append(Frame.Endings).SelectMany(beat => beat))
        {
            string text = Template.Fill(line, new Cast(new Randomness(7)));
            new LinePattern(line).Match(text, 0, []).ShouldBe(text.Length, text);
        }
    }
}
