namespace Lode.Cli.Tests;

public sealed class PromptTests
{
    static readonly string[] s_settings = ["-n", "12", "--temperature", "0", "--ignore-eos"];

    static string Continue(string prompt) => LodeCommand.Run(["run", TestModels.Any, prompt, .. s_settings]).ShouldSucceed().Output;

    [Fact]
    public void A_prompt_comes_from_the_command_line_a_file_or_standard_input()
    {
        const string Prompt = "The small dog";
        string expected = Continue(Prompt);
        expected.ShouldNotBeEmpty();
        Continue("A red").ShouldNotBe(expected);

        CommandInput input = new() { Text = Prompt };
        LodeCommand.Run(input, ["run", TestModels.Any, .. s_settings]).ShouldSucceed().Output.ShouldBe(expected);
        LodeCommand.Run(input, ["run", TestModels.Any, "-", .. s_settings]).ShouldSucceed().Output.ShouldBe(expected);
        LodeCommand.Run(input, ["run", TestModels.Any, "--file", "-", .. s_settings]).ShouldSucceed().Output.ShouldBe(expected);
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("prompt.txt"), Prompt);
        LodeCommand.Run(["run", TestModels.Any, "-f", folder.File("prompt.txt"), .. s_settings]).ShouldSucceed().Output.ShouldBe(expected);
    }

    [Fact]
    public void The_line_break_at_the_end_of_an_input_is_not_part_of_the_prompt()
    {
        string expected = Continue("The small dog");
        foreach (string ending in (string[])["\n", "\r\n"])
            LodeCommand.Run(new CommandInput { Text = $"The small dog{ending}" }, ["run", TestModels.Any, .. s_settings]).Output.ShouldBe(expected);
    }

    [Fact]
    public void No_prompt_begins_a_new_text_and_reads_one_token()
    {
        CommandResult result = LodeCommand.Run("run", TestModels.Any, "-n", "1", "--json");
        result.ShouldSucceed().Json.GetProperty("prompt_tokens").GetInt32().ShouldBe(1);
        LodeCommand.Run("run", TestModels.Any, "", "-n", "1", "--json").ShouldSucceed().Json.GetProperty("prompt_tokens").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void A_prompt_may_begin_like_a_response_file_a_directive_or_after_two_dashes_an_option()
    {
        foreach (string[] arguments in (string[][])[["@someone said"], ["@nothing.txt"], ["[suggest]"], ["- one"], ["-5"], ["--", "--stats"]])
            LodeCommand.Run(["run", TestModels.Any, "-n", "2", .. arguments]).ShouldSucceed().Errors.ShouldBe("");
    }

    [Fact]
    public void Special_tokens_are_read_only_where_asked_for()
    {
        int Count(params string[] more) => LodeCommand.Run(["run", TestModels.Stories, "<s>", "-n", "1", "--json", .. more])
            .ShouldSucceed().Json.GetProperty("prompt_tokens").GetInt32();
        Count("--special").ShouldBe(2); // the one that begins every text, and the one spelt out
        Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_prompt_of_ill_formed_bytes_is_read_all_the_same() =>
        LodeCommand.Run(new CommandInput { Bytes = [0xff, 0xc3, 0x41] }, "run", TestModels.Any, "-n", "2").ShouldSucceed();
}
