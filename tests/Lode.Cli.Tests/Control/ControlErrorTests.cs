using System.Text.Json;

namespace Lode.Cli.Tests.Control;

public sealed class ControlErrorTests
{
    public static TheoryData<string> Ways => ControlCommand.Ways;

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_text_until_an_error_stands_and_a_line_says_what_was_wrong(string way)
    {
        string text = ControlCommand.Run(way, "5 stop").ShouldSucceed().Output;
        foreach ((string wrong, string message) in ((string, string)[])
            [("5 trap", "probe.wasm"), ("5 allow", "expected a token that can be sampled, found a mask that allows none"), ("5 verdict 9", "a verdict of 0 to 4, found 9"),
             ("5 load 4294967000", "out of bounds memory access"), ("5 recurse 1", "call stack exhausted at "), ("5 exit 3", "it ended itself with code 3")])
        {
            CommandResult result = ControlCommand.Run(way, wrong);
            result.ExitCode.ShouldBe(1, result.Errors);
            result.Output.ShouldBe(text, wrong);
            result.Errors.ShouldStartWith("lode: error: ");
            result.Errors.ShouldContain("probe.wasm: ");
            result.Errors.ShouldContain(message);
            result.Errors.TrimEnd('\n').ShouldNotContain("\n");
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_endless_loop_ends_the_text_after_ten_rounds(string way)
    {
        CommandResult result = ControlCommand.Run(way, "1 spin");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("10 calls in a row took longer than 25 ms");
        ControlCommand.Run(way, "1 spin", "--control-time", "3").Errors.ShouldContain("10 calls in a row took longer than 3 ms");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Memory_of_a_controller_ends_at_its_limit(string way)
    {
        const string Script = "init grow 64\ninit grow 128\n5 stop"; // pages of 64 KiB: 4 and 8 MiB
        ControlCommand.Run(way, Script, "--control-log").Errors.ShouldNotContain("grow: -1");
        string[] lines = ControlCommand.Run(way, Script, "--control-log", "--control-memory", "8M").ShouldSucceed().Errors.Split('\n');
        lines[0].ShouldNotBe("[0] grow: -1");
        lines[1].ShouldBe("[0] grow: -1");
        CommandResult result = ControlCommand.Run(way, Script, "--control-memory", "much");
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("--control-memory: expected a size such as 64M or 1G, found 'much'");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_error_of_a_branch_is_told_with_its_number_and_in_the_object(string way)
    {
        CommandResult result = ControlCommand.Run(way, "1 fork 2\n3/1 trap", "--json");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldStartWith("lode: error: branch 1: ");
        JsonElement[] branches = [.. result.Json.GetProperty("branches").EnumerateArray()];
        branches[0].GetProperty("stop_reason").GetString().ShouldBe("token_limit");
        branches[0].GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        branches[1].GetProperty("stop_reason").GetString().ShouldBe("controller_error");
        branches[1].GetProperty("error").GetString()!.ShouldContain("probe.wasm");
        branches[1].GetProperty("token_ids").GetArrayLength().ShouldBe(3);
        ControlCommand.Tokens(result.Json).ShouldBe(ControlCommand.Free());
    }

    [Fact]
    public void A_module_that_is_no_controller_is_refused_before_the_model_is_opened()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("text.wasm"), "no module");
        Refused(["no-such.gguf", "--control", folder.File("text.wasm")]).ShouldContain("there is no file no-such.gguf");
        Refused([TestModels.Demo, "--control", folder.File("text.wasm")]).ShouldContain("expected a WebAssembly module that is a controller");
        Refused([TestModels.Demo, "--control", GuestFiles.Probe]).ShouldContain("lode_"); // a program, but no controller
        Refused([TestModels.Demo, "--control", folder.File("none.wasm")]).ShouldContain("--control: there is no file");
        Refused([TestModels.Demo, "--control", ControlCommand.Probe, "--arg", "@no-such-file"]).ShouldContain("--arg: cannot read 'no-such-file'");
        Refused([TestModels.Demo, "--control", ControlCommand.Probe, "--map", $"a={folder.File("none")}"]).ShouldContain("--map: there is no file");
    }

    [Theory]
    [InlineData("--arg is for a controller", "--arg", "x")]
    [InlineData("--map is for a controller", "--map", "a=b")]
    [InlineData("--publish is for a controller", "--publish", "a")]
    [InlineData("--isolate is for a controller", "--isolate")]
    [InlineData("--control-log is for a controller", "--control-log")]
    public void Options_without_a_controller_are_useless_and_said_to_be(string message, params string[] options) =>
        LodeCommand.Run(["run", TestModels.Any, "The", .. options]).ShouldFail(2).ShouldContain(message);

    [Theory]
    [InlineData("--map: expected NAME=FILE or NAME=@REGION", "--map", "a")]
    [InlineData("--map: expected NAME=FILE or NAME=@REGION", "--map", "a/b=c")]
    [InlineData("--map: expected NAME=FILE or NAME=@REGION", "--map", "a=@")]
    [InlineData("--map: the name 'a' was given twice", "--map", "a=@r", "--map", "a=@s")]
    [InlineData("--publish: expected a name without '/', found 'a/b'", "--publish", "a/b")]
    public void What_is_given_has_a_name(string message, params string[] options) =>
        LodeCommand.Run(["run", TestModels.Any, "The", "--control", ControlCommand.Probe, .. options]).ShouldFail(2).ShouldContain(message);

    static string Refused(string[] arguments) => LodeCommand.Run(["run", arguments[0], "The", .. arguments[1..]]).ShouldFail(1);
}
