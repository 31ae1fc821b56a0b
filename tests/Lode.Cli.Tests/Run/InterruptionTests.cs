using System.Diagnostics;
using System.Text.Json;
using System.Text.Unicode;

namespace Lode.Cli.Tests;

public sealed class InterruptionTests
{
    static string[] Endless(string model, params string[] more) => ["run", model, "--ctx", "200000", "--ignore-eos", "--temperature", "2", .. more];

    static string FileOf(string model) => model == "demo" ? TestModels.DemoFile : model;

    [Fact]
    public void Ctrl_C_keeps_what_was_written_and_exits_with_130()
    {
        using Process process = LodeCommand.Start(new CommandInput(), Endless(TestModels.Any, "--stats"));
        byte[] start = new byte[200];
        process.StandardOutput.BaseStream.ReadExactly(start);
        Signals.SendInterrupt(process);
        CommandResult result = LodeCommand.Finish(process);
        result.ExitCode.ShouldBe(130);
        Utf8.IsValid([.. start, .. result.OutputBytes]).ShouldBeTrue();
        result.Errors.ShouldContain("stopped by    Ctrl-C");
        result.Errors.ShouldContain("decode");
    }

    [Fact]
    public void Ctrl_C_while_the_prompt_is_read_stops_there()
    {
        string model = TestModels.Any;
        CommandInput longPrompt = new() { Text = string.Concat(Enumerable.Repeat("The dog saw a cat. ", 6000)) };
        using Process process = LodeCommand.Start(longPrompt, Endless(model, "--json", "--batch", "8"));
        Signals.WaitUntilMapped(process, FileOf(model));
        Signals.SendInterrupt(process);
        CommandResult result = LodeCommand.Finish(process);
        result.ExitCode.ShouldBe(130, result.Errors);
        JsonElement json = result.Json;
        json.GetProperty("stop_reason").GetString().ShouldBe("interrupted");
        json.GetProperty("prompt_tokens_read").GetInt32().ShouldBeLessThan(json.GetProperty("prompt_tokens").GetInt32());
        json.GetProperty("text").GetString().ShouldBe("");
    }

    [Fact]
    public void Interrupted_logits_leave_no_file()
    {
        using TemporaryFolder folder = new();
        string model = TestModels.Any;
        CommandInput longPrompt = new() { Text = string.Concat(Enumerable.Repeat("The dog saw a cat. ", 6000)) };
        using Process process = LodeCommand.Start(longPrompt, "logits", model, "--ctx", "200000", "--batch", "8", "-o", folder.File("x.f32"));
        Signals.WaitUntilMapped(process, FileOf(model));
        Signals.SendInterrupt(process);
        LodeCommand.Finish(process).ShouldFail(130).ShouldBe("interrupted; nothing was written");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }
}
