using Lode.Control;
using Lode.Generation;

namespace Lode.Cli.Tests;

/// <summary>The sample "feed".</summary>
public sealed class FeedSampleTests : IDisposable
{
    const string Prompt = "Once upon a time";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("demo", " Then it began to rain. They lived in the forest. One day, dark clouds came over the hill. Then the")]
    [InlineData("stories260K", " Then it began to rain. The rain was very small and shin")]
    public void The_text_goes_on_from_what_is_in_the_file(string model, string text)
    {
        string file = _folder.File("feed");
        File.WriteAllText(file, " Then it began to rain.\n");
        new SampleRun(model, "feed", Prompt) { MaxTokens = 24, Files = [new ControlFile("feed", file)] }.Text().ShouldBe(text);

        // As if all of it had been the prompt.
        using LanguageModel alone = LanguageModel.Open(SampleRun.PathOf(model));
        GenerationOptions greedy = new() { MaxTokens = 24, Sampling = new SamplingOptions { Temperature = 0 } };
        string.Concat(alone.Generate(Prompt + " Then it began to rain.", greedy)).ShouldStartWith(text[" Then it began to rain.".Length..]);
    }

    [Fact]
    public void Pieces_of_a_pipe_come_behind_sentences_and_the_model_waits_for_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a pipe");
        string pipe = _folder.File("pipe");
        Shell.Run("mkfifo \"$1\"", pipe).ShouldSucceed();
        Task writer = Task.Run(() =>
        {
            using FileStream stream = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            stream.Write(" A cloud came."u8);
            Thread.Sleep(300); // so that the two are two reads
            stream.Write(" It was grey."u8);
        }, TestContext.Current.CancellationToken);
        string text = new SampleRun("demo", "feed", Prompt) { MaxTokens = 30, Files = [new ControlFile("feed", pipe)] }.Text();
        writer.IsCompleted.ShouldBeTrue();
        text.ShouldStartWith(" A cloud came. It was grey.");
        text.Length.ShouldBeGreaterThan(" A cloud came. It was grey.".Length + 20);
    }

    [Fact]
    public void An_empty_file_changes_nothing()
    {
        string file = _folder.File("empty");
        File.WriteAllText(file, "");
        using LanguageModel model = LanguageModel.Open(SampleRun.PathOf("demo"));
        GenerationOptions greedy = new() { MaxTokens = 30, Sampling = new SamplingOptions { Temperature = 0 } };
        new SampleRun("demo", "feed", Prompt) { MaxTokens = 30, Files = [new ControlFile("feed", file)] }.Text()
            .ShouldBe(string.Concat(model.Generate(Prompt, greedy)));
    }

    [Fact]
    public void Without_a_file_it_says_what_it_wants()
    {
        SampleRun run = new("demo", "feed", Prompt);
        run.Run().Branches[0].StopReason.ShouldBe(StopReason.ControllerError);
        run.Log.ShouldBe(["feed: expected --map feed=FILE or a pipe"]);
    }
}
