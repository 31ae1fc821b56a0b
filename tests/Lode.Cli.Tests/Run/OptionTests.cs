using System.Text.Json;

namespace Lode.Cli.Tests;

public sealed class OptionTests
{
    static string Write(params string[] options) =>
        LodeCommand.Run(["run", TestModels.Any, "The", "-n", "24", "--ignore-eos", .. options]).ShouldSucceed().Output;

    [Fact]
    public void The_same_seed_gives_the_same_text_and_another_seed_another()
    {
        string first = Write("--seed", "7", "--temperature", "1.5");
        Write("--seed", "7", "--temperature", "1.5").ShouldBe(first);
        Write("--seed", "8", "--temperature", "1.5").ShouldNotBe(first);
    }

    [Theory]
    [InlineData("--top-k", "1")]
    [InlineData("--top-p", "0.000001")]
    [InlineData("--min-p", "1")]
    [InlineData("--temperature", "0")]
    public void Each_narrowing_setting_alone_leads_to_the_greedy_text(string option, string value) =>
        Write("--seed", "3", option, value).ShouldBe(Write("--temperature", "0"));

    [Fact]
    public void Wider_settings_change_the_text()
    {
        string greedy = Write("--temperature", "0");
        Write("--seed", "3", "--temperature", "5", "--top-k", "0", "--top-p", "1", "--min-p", "0").ShouldNotBe(greedy);
    }

    [Theory]
    [InlineData("--repeat-penalty", "8")]
    [InlineData("--frequency-penalty", "50")]
    [InlineData("--presence-penalty", "50")]
    public void A_penalty_changes_the_text_unless_its_window_is_empty(string option, string value)
    {
        string greedy = Write("--temperature", "0");
        Write("--temperature", "0", option, value).ShouldNotBe(greedy);
        Write("--temperature", "0", option, value, "--penalty-window", "0").ShouldBe(greedy);
    }

    [Fact]
    public void Threads_and_batch_do_not_change_the_text()
    {
        string text = Write("--temperature", "0");
        Write("--temperature", "0", "--threads", "1", "--batch", "1").ShouldBe(text);
        Write("--temperature", "0", "-t", "3", "--batch", "7").ShouldBe(text);
    }

    [Fact]
    public void A_stop_string_ends_the_text_before_it_and_is_named()
    {
        string whole = Write("--temperature", "0");
        string stop = whole[(whole.Length / 2)..][..3];
        string expected = whole[..whole.IndexOf(stop, StringComparison.Ordinal)];
        Write("--temperature", "0", "--stop", "\u0001never", "--stop", stop).ShouldBe(expected);

        JsonElement json = LodeCommand.Run("run", TestModels.Any, "The", "-n", "24", "--ignore-eos", "--temperature", "0",
            "--stop", "\u0001never", "--stop", stop, "--json").ShouldSucceed().Json;
        json.GetProperty("stop_reason").GetString().ShouldBe("stop_string");
        json.GetProperty("stop_string").GetString().ShouldBe(stop);
        json.GetProperty("text").GetString().ShouldBe(expected);
    }

    [Fact]
    public void The_context_ends_the_text()
    {
        JsonElement json = LodeCommand.Run("run", TestModels.Any, "The", "--ctx", "20", "--ignore-eos", "--json").ShouldSucceed().Json;
        json.GetProperty("stop_reason").GetString().ShouldBe("context_full");
        // The last token needs no place of its own.
        (json.GetProperty("prompt_tokens").GetInt32() + json.GetProperty("token_ids").GetArrayLength()).ShouldBe(21);
    }

    [Fact]
    public void A_limit_of_no_tokens_writes_nothing()
    {
        JsonElement json = LodeCommand.Run("run", TestModels.Any, "The", "-n", "0", "--json").ShouldSucceed().Json;
        json.GetProperty("text").GetString().ShouldBe("");
        json.GetProperty("stop_reason").GetString().ShouldBe("token_limit");
    }
}
