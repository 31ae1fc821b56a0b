using System.Runtime.InteropServices;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class LogitsTests
{
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
    public void Logits_are_those_of_the_reference(string name)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("last.f32");
        CommandResult result = LodeCommand.Run("logits", TestData.Require($"{name}.gguf"), "--file", TestData.Require("mini/prompt.txt"), "--ctx", "512", "-o", file);
        result.ShouldSucceed().Output.ShouldBe("");

        ReadOnlySpan<float> logits = Floats(File.ReadAllBytes(file));
        ReadOnlySpan<double> exact = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(TestData.Require($"{name}.float64.logits.f64")));
        logits.Length.ShouldBe(exact.Length);
        double squares = 0, sum = 0, sumOfSquares = 0;
        int best = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            squares += Math.Pow(logits[i] - exact[i], 2);
            sum += exact[i];
            sumOfSquares += exact[i] * exact[i];
            best = exact[i] > exact[best] ? i : best;
        }
        double deviation = Math.Sqrt(sumOfSquares / exact.Length - Math.Pow(sum / exact.Length, 2));
        (Math.Sqrt(squares / exact.Length) / deviation).ShouldBeLessThan(1e-5);
        result.Errors.ShouldStartWith($"{exact.Length} logits after ");
        result.Errors.ShouldContain($"for token {best} \"");
    }

    [Fact]
    public void All_positions_are_rows_that_end_with_the_last_one()
    {
        using TemporaryFolder folder = new();
        string[] prompt = ["logits", TestModels.Any, "The dog saw a cat.", "--json", "--batch", "3", "-o"];
        JsonElement last = LodeCommand.Run([.. prompt, folder.File("last.f32")]).ShouldSucceed().Json;
        JsonElement all = LodeCommand.Run([.. prompt, folder.File("all.f32"), "--all"]).ShouldSucceed().Json;

        int columns = all.GetProperty("columns").GetInt32();
        int rows = all.GetProperty("rows").GetInt32();
        rows.ShouldBe(all.GetProperty("prompt_token_ids").GetArrayLength());
        rows.ShouldBeGreaterThan(3);
        byte[] allBytes = File.ReadAllBytes(folder.File("all.f32"));
        allBytes.Length.ShouldBe(rows * columns * sizeof(float));
        allBytes[^(columns * sizeof(float))..].ShouldBe(File.ReadAllBytes(folder.File("last.f32")));
        last.GetProperty("rows").GetInt32().ShouldBe(1);
        last.GetProperty("argmax").GetInt32().ShouldBe(all.GetProperty("argmax").GetInt32());
    }

    [Fact]
    public void Given_tokens_take_the_place_of_the_prompt_and_the_output_may_be_the_standard_one()
    {
        using TemporaryFolder folder = new();
        JsonElement json = LodeCommand.Run("logits", TestModels.Any, "The dog", "-o", folder.File("a.f32"), "--json").ShouldSucceed().Json;
        string tokens = string.Join(',', json.GetProperty("prompt_token_ids").EnumerateArray());
        CommandResult result = LodeCommand.Run("logits", TestModels.Any, "--tokens", tokens, "-o", "-").ShouldSucceed();
        result.OutputBytes.ShouldBe(File.ReadAllBytes(folder.File("a.f32")));
        result.Errors.ShouldContain($"for token {json.GetProperty("argmax").GetInt32()} ");

        ReadOnlySpan<float> logits = Floats(result.OutputBytes);
        float best = json.GetProperty("argmax_logit").GetSingle();
        logits[json.GetProperty("argmax").GetInt32()].ShouldBe(best);
        foreach (float logit in logits)
            logit.ShouldBeLessThanOrEqualTo(best);
    }

    [Fact]
    public void Hidden_states_have_the_length_of_the_embedding()
    {
        using TemporaryFolder folder = new();
        JsonElement json = LodeCommand.Run("logits", TestModels.Stories, "The", "--hidden", "-o", folder.File("h.f32"), "--json").ShouldSucceed().Json;
        json.GetProperty("kind").GetString().ShouldBe("hidden");
        json.GetProperty("columns").GetInt32().ShouldBe(64);
        json.GetProperty("argmax").ValueKind.ShouldBe(JsonValueKind.Null);
        new FileInfo(folder.File("h.f32")).Length.ShouldBe(64 * sizeof(float));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_beside_it()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("logits.f32");
        File.WriteAllText(file, "old");
        LodeCommand.Run("logits", TestModels.Any, "--tokens", "1,999999999", "-o", file).ShouldFail(1).ShouldContain("token 999999999 is not in the vocabulary");
        File.ReadAllText(file).ShouldBe("old");
        Directory.GetFileSystemEntries(folder.Path).ShouldBe([file]);
    }

    [Fact]
    public void A_prompt_that_does_not_fit_says_how_long_it_is()
    {
        using TemporaryFolder folder = new();
        LodeCommand.Run("logits", TestModels.Any, "--tokens", "1,2,3", "--ctx", "2", "-o", folder.File("x")).ShouldFail(1)
            .ShouldBe("the prompt has 3 tokens and the context holds 2; shorten the prompt or give a longer --ctx");
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        LodeCommand.Run("logits", TestModels.Any, "The", "-o", "/dev/null").ShouldSucceed();
        File.GetAttributes("/dev/null").HasFlag(FileAttributes.Directory).ShouldBeFalse();
        File.ReadAllBytes("/dev/null").ShouldBeEmpty();
        LodeCommand.Run("logits", TestModels.Any, "The", "-o", "/dev/full").ShouldFail(1).ShouldStartWith("cannot write /dev/full: ");
    }

    static ReadOnlySpan<float> Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
