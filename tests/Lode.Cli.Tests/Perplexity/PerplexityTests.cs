using System.Text.Json;

namespace Lode.Cli.Tests;

public sealed class PerplexityTests
{
    [Fact]
    public void A_story_is_foretold_better_than_its_words_backwards()
    {
        using TemporaryFolder folder = new();
        string story = LodeCommand.Run("run", TestModels.Demo, "-n", "200", "--seed", "4", "--ignore-eos").ShouldSucceed().Output;
        string file = folder.File("story.txt"), backwards = folder.File("backwards.txt");
        File.WriteAllText(file, story);
        File.WriteAllText(backwards, string.Join(' ', story.Split(' ').Reverse()));
        CommandResult result = LodeCommand.Run("perplexity", "demo", file, "--ctx", "64").ShouldSucceed();
        result.Output.ShouldMatch(@"^perplexity +[0-9.]+ ± [0-9.]+\n$");
        result.Errors.ShouldMatch(@"^[2-9] chunks of 64 tokens of .*story\.txt, [0-9]+ tokens foretold; [0-9.]+ m?s\n$");
        double forwards = Read(file), reversed = Read(backwards);
        forwards.ShouldBeLessThan(20);
        reversed.ShouldBeGreaterThan(2 * forwards);

        static double Read(string file) =>
            LodeCommand.Run("perplexity", "demo", file, "--ctx", "64", "--json").ShouldSucceed().Json.GetProperty("perplexity").GetDouble();
    }

    [Fact]
    public void A_packed_model_foretells_as_the_plain_one_does()
    {
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf"), story = folder.File("story.txt");
        LodeCommand.Run("pack", TestModels.Demo, "-o", packed).ShouldSucceed();
        File.WriteAllBytes(story, LodeCommand.Run("run", "demo", "-n", "200", "--seed", "4", "--ignore-eos").ShouldSucceed().OutputBytes);
        CommandResult result = LodeCommand.Run("perplexity", packed, story, "--ctx", "64", "--against", "demo", "--json").ShouldSucceed();
        result.Errors.ShouldBe("");
        JsonElement json = result.Json, against = json.GetProperty("against");
        json.GetProperty("perplexity").GetDouble().ShouldBe(against.GetProperty("perplexity").GetDouble(), 0.01 * against.GetProperty("perplexity").GetDouble());
        against.GetProperty("kl_mean").GetDouble().ShouldBeInRange(0, 0.001);
        against.GetProperty("same_likeliest").GetDouble().ShouldBeGreaterThan(0.98);
        json.GetProperty("tokens_scored").GetInt32().ShouldBe(json.GetProperty("chunks").GetInt32() * 31);
        string table = LodeCommand.Run("perplexity", packed, story, "--ctx", "64", "--against", "demo").ShouldSucceed().Output;
        foreach (string line in (string[])["perplexity", "of the other model", "ratio", "KL divergence, mean", "  median", "  99 % below", "  largest", "same likeliest token", "RMS of differences in p"])
            table.ShouldContain(line);
    }

    [Fact]
    public void The_text_may_come_from_standard_input()
    {
        byte[] text = "Once upon a time there was a fox who lived in a den."u8.ToArray();
        JsonElement json = LodeCommand.Run(new CommandInput { Bytes = text }, "perplexity", TestModels.Demo, "-", "--json").ShouldSucceed().Json;
        json.GetProperty("file").GetString().ShouldBe("-");
        json.GetProperty("chunks").GetInt32().ShouldBe(1);
        json.GetProperty("chunk_length").GetInt32().ShouldBe(json.GetProperty("tokens").GetInt32());
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        using TemporaryFolder folder = new();
        string text = folder.File("a.txt");
        File.WriteAllText(text, "a");
        LodeCommand.Run("perplexity", TestModels.Demo).ShouldFail(2).ShouldContain("no text was given");
        LodeCommand.Run("perplexity", "demo", text).ShouldFail(1).ShouldContain("give one of a chunk or more");
        LodeCommand.Run("perplexity", "demo", folder.File("none.txt")).ShouldFail(1).ShouldStartWith("cannot read the text: ");
        LodeCommand.Run("perplexity", "-", "-").ShouldFail(2);
        LodeCommand.Run("perplexity", "demo", text, "--ctx", "3").ShouldFail(2).ShouldContain("from 4");
    }

    [Fact]
    public void Models_with_different_vocabularies_are_not_compared()
    {
        using TemporaryFolder folder = new();
        string text = folder.File("a.txt");
        File.WriteAllText(text, "Once upon a time there was a fox who lived in a den.");
        LodeCommand.Run("perplexity", TestModels.Stories, text, "--against", TestModels.Demo).ShouldFail(1).ShouldContain("only models with the same vocabulary");
    }
}
