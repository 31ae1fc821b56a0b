using System.Text.Json;

namespace Lode.Cli.Tests;

public sealed class ReportTests
{
    [Fact]
    public void Json_is_one_object_with_text_tokens_times_and_memory()
    {
        CommandResult result = LodeCommand.Run("run", TestModels.Any, "The", "-n", "5", "--seed", "11", "--ignore-eos", "--json").ShouldSucceed();
        result.Errors.ShouldBe("");
        result.Output.ShouldEndWith("}\n");
        JsonElement json = result.Json;
        json.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "model", "load", "text", "token_ids", "prompt_tokens", "prompt_tokens_read", "stop_reason", "stop_string", "seed", "threads", "times_us", "usage",
        ], ignoreOrder: true);
        json.GetProperty("token_ids").GetArrayLength().ShouldBe(5);
        json.GetProperty("stop_reason").GetString().ShouldBe("token_limit");
        json.GetProperty("stop_string").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("seed").GetUInt64().ShouldBe(11ul);
        json.GetProperty("prompt_tokens_read").GetInt32().ShouldBe(json.GetProperty("prompt_tokens").GetInt32());

        JsonElement times = json.GetProperty("times_us");
        string[] parts = ["open", "tokenizer", "tokenize", "prepare", "prefill", "decode"];
        long sum = parts.Sum(part => times.GetProperty(part).GetInt64());
        sum.ShouldBe(times.GetProperty("total").GetInt64());
        times.GetProperty("prefill").GetInt64().ShouldBePositive();
        JsonElement usage = json.GetProperty("usage");
        if (OperatingSystem.IsLinux())
        {
            foreach (string part in (string[])["anonymous_bytes", "file_bytes", "peak_bytes", "minor_faults", "user_microseconds"])
                usage.GetProperty(part).GetInt64().ShouldBePositive(part);
        }
    }

    [Fact]
    public void Statistics_go_to_standard_error_and_change_nothing_else()
    {
        string[] arguments = ["run", TestModels.Any, "The", "-n", "5", "--seed", "11", "--ignore-eos"];
        CommandResult with = LodeCommand.Run([.. arguments, "--stats"]).ShouldSucceed();
        with.OutputBytes.ShouldBe(LodeCommand.Run(arguments).ShouldSucceed().OutputBytes);
        string[] names = [.. with.Errors.TrimEnd('\n').Split('\n').Select(line => line[..12].TrimEnd())];
        names.ShouldBe(["load", "tokenizer", "prefill", "decode", "total", "CPU time", "memory", "page faults", "stopped by", "seed"]);
        with.Errors.ShouldContain("4 tokens, ");
        with.Errors.ShouldContain("the token limit");
        with.Errors.ShouldContain("seed          11");
    }

    [Fact]
    public void Without_options_standard_error_stays_empty() =>
        LodeCommand.Run("run", TestModels.Any, "-n", "3").ShouldSucceed().Errors.ShouldBe("");
}
