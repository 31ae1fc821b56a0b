using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lode.Generation;

namespace Lode.Cli.Tests;

/// <summary>The sample "count", in both languages.</summary>
public sealed class CountSampleTests
{
    const string Prompt = "Once upon a time";

    [Theory]
    [InlineData("demo", "count", 5)]
    [InlineData("demo", "count-as", 5)]
    [InlineData("demo", "count", 1)]
    [InlineData("stories260K", "count", 4)]
    [InlineData("stories260K", "count-as", 4)]
    public void No_sentence_has_more_words_than_the_argument_says(string model, string sample, int most)
    {
        int longest = 0;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            ControlledText text = new SampleRun(model, sample, Prompt) { Argument = $"{most}", MaxTokens = 60, Seed = seed, Temperature = 0.8f }.Run();
            text.Branches[0].Error.ShouldBeNull();
            int[] sentences = [.. text.Text.Split(['.', '!', '?']).Select(Words)];
            longest = Math.Max(longest, sentences.Max());
            // The last token was sampled and not seen yet: the text may end with the word too many.
            foreach (int words in sentences[..^1])
                words.ShouldBeLessThanOrEqualTo(most, text.Text);
            sentences[^1].ShouldBeLessThanOrEqualTo(most + 1, text.Text);
            Number(text, "backtracks").ShouldBeGreaterThan(0);
        }
        longest.ShouldBeGreaterThanOrEqualTo(most);
    }

    [Theory]
    [InlineData("count")]
    [InlineData("count-as")]
    public void Counts_are_those_of_the_text(string sample)
    {
        // The last call sees all but the last token.
        ControlledText text = new SampleRun("demo", sample, Prompt) { Argument = "5", MaxTokens = 50 }.Run();
        using LanguageModel model = LanguageModel.Open(SampleRun.PathOf("demo"));
        string seen = Encoding.UTF8.GetString([.. text.Branches[0].Tokens.SkipLast(1).SelectMany(token => model.Tokenizer.GetBytes(token).ToArray())]);
        Number(text, "words").ShouldBe(Words(seen));
        Number(text, "sentences").ShouldBe(seen.Count(c => c is '.' or '!' or '?'));
    }

    [Theory]
    [InlineData("demo", ", there was a little fox named. He lived in the forest. One day, dark clouds came over. Then the rain fell, and Leo. Leo was far from home. Soon he was")]
    [InlineData("stories260K", ", there was a little girl named. She loved to play outside in. One day, she saw a big. She wanted to see what")]
    public void The_text_is_what_it_was(string model, string text)
    {
        new SampleRun(model, "count", Prompt) { Argument = "6" }.Text().ShouldBe(text);
        new SampleRun(model, "count-as", Prompt) { Argument = "6" }.Text().ShouldBe(text);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("x")]
    [InlineData("1001")]
    public void Other_arguments_are_refused(string argument)
    {
        foreach (string sample in (string[])["count", "count-as"])
        {
            SampleRun run = new("demo", sample, Prompt) { Argument = argument };
            run.Run().Branches[0].StopReason.ShouldBe(StopReason.ControllerError);
            run.Log.ShouldBe(["count: expected --arg N: the most words of a sentence, 1 to 1000"]);
        }
    }

    static int Words(string text) => Regex.Count(text, "[A-Za-z0-9'\u0080-\uffff]+");

    static int Number(ControlledText text, string name) => int.Parse(Encoding.UTF8.GetString(text.Results[name]), CultureInfo.InvariantCulture);
}
