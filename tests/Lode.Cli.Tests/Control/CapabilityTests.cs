using System.Text.Json;

namespace Lode.Cli.Tests.Control;

/// <summary>What a compiled controller can do to a text, in this process and in another.</summary>
public sealed class CapabilityTests
{
    static readonly int[] s_free = ControlCommand.Free();

    public static TheoryData<string> Ways => ControlCommand.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public void Masks_biases_and_logits_decide_what_is_written(string way)
    {
        int[] tokens = Tokens(way, $"0 allow 500\n2 forbid {s_free[2]}\n3 bias 700 1000000\n5 logit 640 1000000\n6 bias 700 -5\n6 allow 641 642");
        tokens[0].ShouldBe(500);
        tokens[2].ShouldNotBe(s_free[2]);
        tokens[3].ShouldBe(700);
        tokens[4].ShouldNotBe(700); // the bias is there, and not in use
        tokens[5].ShouldBe(640);
        tokens[6].ShouldBeOneOf(641, 642);
        Tokens(way, "step log nothing").ShouldBe(s_free);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_mask_may_be_made_while_the_model_computes(string way) => Tokens(way, "prepare allow 510 511\nstep log").ShouldAllBe(id => id == 510 || id == 511);

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_temperature_takes_the_place_of_the_given_one(string way)
    {
        Tokens(way, "step temperature 0", "--temperature", "5", "--seed", "3").ShouldBe(s_free);
        Tokens(way, "step temperature 1.5", "--seed", "3").ShouldBe(ControlCommand.Free(ControlCommand.Prompt, "--temperature", "1.5", "--seed", "3"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_may_stop_and_skip(string way)
    {
        JsonElement stopped = ControlCommand.Json(way, "2 skip\n3 skip\n7 stop");
        ControlCommand.Tokens(stopped).ShouldBe(s_free[..5]);
        stopped.GetProperty("stop_reason").GetString().ShouldBe("stopped");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Tokens_are_taken_off_and_appended(string way)
    {
        int[] tokens = Tokens(way, $"3 splice 2 600 601 602 603\n5 when {s_free[0]} 1 9\n6 log");
        int[] spliced = [s_free[0], 600, 601, 602, 603];
        tokens[..5].ShouldBe(spliced);
        tokens.Length.ShouldBe(12);
        int[] conditional = Tokens(way, $"2 when 9 1 9\n2 when {s_free[2]} 2 620 621");
        conditional[..3].ShouldBe([s_free[0], 620, 621]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_prompt_may_be_another(string way)
    {
        int[] dog = Ids("The dog");
        int[] once = Ids(ControlCommand.Prompt);
        JsonElement report = ControlCommand.Json(way, $"init splice {once.Length - 1} {string.Join(' ', dog[1..])}");
        ControlCommand.Tokens(report).ShouldBe(ControlCommand.Free("The dog"));
        report.GetProperty("prompt_tokens").GetInt32().ShouldBe(dog.Length);
        ControlCommand.Json(way, "init stop").GetProperty("stop_reason").GetString().ShouldBe("stopped");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Branches_share_variables_and_each_writes_its_own_text(string way)
    {
        JsonElement report = ControlCommand.Json(way, $"""
            2 fork 3
            2/1 allow 700
            2/2 allow 710
            3/0 append order a
            4/1 append order b
            5/2 get order
            6/2 result found it all
            """);
        JsonElement[] branches = [.. report.GetProperty("branches").EnumerateArray()];
        branches.Select(branch => (branch.GetProperty("number").GetInt32(), branch.GetProperty("parent").GetInt32())).ShouldBe([(0, 0), (1, 0), (2, 0)]);
        ControlCommand.Tokens(branches[0]).ShouldBe(s_free);
        ControlCommand.Tokens(branches[1])[..3].ShouldBe([s_free[0], s_free[1], 700]);
        ControlCommand.Tokens(branches[2])[..3].ShouldBe([s_free[0], s_free[1], 710]);
        branches.Select(branch => branch.GetProperty("seed").GetUInt64()).Distinct().Count().ShouldBe(3);
        report.GetProperty("results").GetProperty("found").GetString().ShouldBe("it all");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void It_reads_what_it_is_given_and_its_log_is_shown_where_it_is_asked_for(string way)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("list.txt"), "first line\n");
        string[] map = ["--map", $"list={folder.File("list.txt")}"];
        CommandResult shown = ControlCommand.Run(way, "1 read list\n1 log \u001b[31mred\n2 tokenize 0 dog", [.. map, "--control-log"]).ShouldSucceed();
        string[] lines = shown.Errors.TrimEnd('\n').Split('\n');
        lines.ShouldContain("[0] file list: first line");
        lines.ShouldContain("[0] ?[31mred"); // no way to the cursor
        lines.ShouldContain(line => line.StartsWith("[0] tokens: ", StringComparison.Ordinal));
        shown.Output.ShouldBe(ControlCommand.Run(way, "").ShouldSucceed().Output);
        ControlCommand.Run(way, "1 read list", map).ShouldSucceed().Errors.ShouldBe("");
        JsonElement report = ControlCommand.Json(way, "1 log seen", "--control-log");
        JsonElement line = report.GetProperty("log").EnumerateArray().Last();
        (line.GetProperty("branch").GetInt32(), line.GetProperty("text").GetString()).ShouldBe((0, "seen"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_argument_may_be_a_file(string way)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("script"), "0 allow 500\n1 stop");
        ControlCommand.Tokens(ControlCommand.Json(way, $"@{folder.File("script")}")).ShouldBe([500]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_call_that_took_too_long_is_made_again(string way)
    {
        JsonElement report = ControlCommand.Json(way, "2 spin_once\nmissed result late yes");
        ControlCommand.Tokens(report).ShouldBe(s_free);
        report.GetProperty("results").GetProperty("late").GetString().ShouldBe("yes");
    }

    static int[] Tokens(string way, string script, params string[] more) => ControlCommand.Tokens(ControlCommand.Json(way, script, more));

    static int[] Ids(string text) =>
        [.. LodeCommand.Run(new CommandInput { Text = text }, "tokenize", TestModels.Demo, "--specials").ShouldSucceed().Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
