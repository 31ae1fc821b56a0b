using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lode.Generation;

namespace Lode.Cli.Tests;

/// <summary>The sample "yesno", in both languages, against the logits that <c>lode logits</c> writes.</summary>
public sealed class YesNoSampleTests
{
    const string Prompt = "Is the sky blue? Answer:";

    [Theory]
    [InlineData("demo", "yesno")]
    [InlineData("demo", "yesno-as")]
    [InlineData("stories260K", "yesno")]
    [InlineData("stories260K", "yesno-as")]
    public void The_probabilities_are_those_of_the_logits(string model, string sample)
    {
        ControlledText text = new SampleRun(model, sample, Prompt).Run();
        text.Branches[0].Error.ShouldBeNull();
        double yes = Result(text, "yes"), no = Result(text, "no"), mass = Result(text, "mass");
        (yes + no).ShouldBe(1, 1e-8);

        double[] logits = Logits(model);
        (int first, int second) = (FirstToken(model, " yes"), FirstToken(model, " no"));
        double sum = logits.Sum(Math.Exp);
        double expectedYes = Math.Exp(logits[first]), expectedNo = Math.Exp(logits[second]);
        yes.ShouldBe(expectedYes / (expectedYes + expectedNo), 1e-8);
        no.ShouldBe(expectedNo / (expectedYes + expectedNo), 1e-8);
        mass.ShouldBe((expectedYes + expectedNo) / sum, mass * 1e-8);
        text.Text.ShouldBe(yes >= 0.5 ? " yes" : " no");
    }

    [Theory]
    [InlineData("demo", " yes")]
    [InlineData("stories260K", " no")]
    public void The_answer_is_what_it_was(string model, string text) => new SampleRun(model, "yesno", Prompt).Text().ShouldBe(text);

    [Fact]
    public void Other_words_may_be_asked_for()
    {
        ControlledText text = new SampleRun("demo", "yesno", "Once upon a time") { Argument = """[" there", ","]""" }.Run();
        text.Text.ShouldBe(",");
        Result(text, "no").ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Words_that_begin_with_the_same_token_are_refused()
    {
        SampleRun run = new("demo", "yesno", Prompt) { Argument = """[" time", " time"]""" };
        run.Run().Branches[0].StopReason.ShouldBe(StopReason.ControllerError);
        run.Log.Single().ShouldStartWith("yesno: expected ");
    }

    static double Result(ControlledText text, string name) => double.Parse(Encoding.UTF8.GetString(text.Results[name]), CultureInfo.InvariantCulture);

    static double[] Logits(string model)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("logits.f32");
        LodeCommand.Run("logits", SampleRun.PathOf(model), Prompt, "-o", file).ShouldSucceed();
        return [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray().Select(logit => (double)logit)];
    }

    /// <summary>The first token of a word behind the prompt: where the tokens of both together and of the prompt alone part.</summary>
    static int FirstToken(string path, string word)
    {
        using LanguageModel model = LanguageModel.Open(SampleRun.PathOf(path));
        int[] prompt = model.Tokenize(Prompt), both = model.Tokenize(Prompt + word);
        both[..prompt.Length].ShouldBe(prompt);
        return both[prompt.Length];
    }
}
