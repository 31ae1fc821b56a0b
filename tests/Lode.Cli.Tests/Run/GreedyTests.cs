using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class GreedyTests
{
    [Fact]
    public void The_greedy_text_and_tokens_of_stories_are_those_of_the_reference()
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("models/reference/stories260K-f32.exact.json")));
        int[] tokens = [.. reference.RootElement.GetProperty("greedy_tokens").EnumerateArray().Select(token => token.GetInt32())];
        string text = reference.RootElement.GetProperty("greedy_text").GetString()!;
        int count = Math.Min(tokens.Length, 120); // the context holds 128
        string[] arguments = ["run", TestModels.Stories, "-n", $"{count}", "--temperature", "0", "--ignore-eos"];

        JsonElement result = LodeCommand.Run([.. arguments, "--json"]).ShouldSucceed().Json;
        result.GetProperty("token_ids").EnumerateArray().Select(token => token.GetInt32()).ShouldBe(tokens.Take(count));
        string written = LodeCommand.Run(arguments).ShouldSucceed().Output;
        written.ShouldBe(result.GetProperty("text").GetString());
        // Without a prompt the text begins here, and a text begins without the space that SentencePiece puts before every word.
        text.ShouldStartWith(" " + written);
        written.Length.ShouldBeGreaterThan(200);
    }

    [Theory]
    [InlineData("mini/mini-llama-f32")]
    [InlineData("mini/mini-llama3-f32")]
    [InlineData("mini/mini-qwen2-f32")]
    [InlineData("mini/mini-qwen3-f32")]
    [InlineData("mini/mini-qwen3moe-f32")]
    [InlineData("mini/mini-gemma2-f32")]
    [InlineData("mini/mini-gemma3-f32")]
    [InlineData("mini/mini-phi3-f32")]
    [InlineData("mini/mini-phi3lr-f32")]
    public void A_prompt_from_a_file_gives_the_tokens_of_the_reference(string name)
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllBytes(TestData.Require($"{name}.exact.json")));
        JsonElement result = LodeCommand.Run("run", TestData.Require($"{name}.gguf"), "--file", TestData.Require("mini/prompt.txt"),
            "-n", "32", "--ctx", "512", "--temperature", "0", "--ignore-eos", "--json").ShouldSucceed().Json;
        result.GetProperty("token_ids").ToString().ShouldBe(reference.RootElement.GetProperty("greedy_tokens").ToString().Replace(" ", ""));
        result.GetProperty("prompt_tokens").GetInt32().ShouldBe(reference.RootElement.GetProperty("prompt_tokens").GetArrayLength());
    }
}
