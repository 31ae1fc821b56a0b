using System.Security.Cryptography;
using Lode.Tests;

namespace Lode.Cli.Tests.Load;

/// <summary>Whichever way the weights come into memory, the logits are the same to the bit.</summary>
public sealed class LoadWayTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("models/stories260K.gguf")]
    [InlineData("mini/mini-llama3-bf16.gguf")]
    [InlineData("mini/quant-llama-q4_k_m.gguf")]
    public void The_logits_are_the_same_for_every_way(string name)
    {
        string model = TestData.Require(name);
        string expected = Logits("logits", model);
        foreach (string way in (string[])["map", "map+sequential", "map+willneed", "map+populate", "stream", "read"])
            Logits("logits", model, "--load", way).ShouldBe(expected, way);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        PipedLogits("cat \"$1\" |", model, "-").ShouldBe(expected);
        PipedLogits("gzip -c \"$1\" | gzip -dc |", model, "/dev/stdin").ShouldBe(expected);
        PipedLogits($"mkfifo {_folder.File("p")}; cat \"$1\" > {_folder.File("p")} & ", model, _folder.File("p")).ShouldBe(expected);
        PipedLogits("", model, "- < \"$1\"").ShouldBe(expected);
    }

    [Fact]
    public void A_hugging_face_folder_is_mapped_or_read_and_not_streamed()
    {
        string folder = TestData.Require("mini/hf-mini-llama");
        Logits("logits", folder, "--load", "read").ShouldBe(Logits("logits", folder, "--load", "map+populate"));
        LodeCommand.Run("run", folder, "a", "--load", "stream").ShouldFail(1).ShouldContain("found a Hugging Face model, which cannot be streamed; map it, or read it");
    }

    [Fact]
    public void The_report_says_which_way_it_was()
    {
        string model = TestModels.Any;
        Ran(model).ShouldBe("map");
        Ran(model, "--populate", "--lock").ShouldBe("map+populate+lock");
        Ran(model, "--load", "map+sequential").ShouldBe("map+sequential");
        Ran(model, "--load", "read").ShouldBe("read");
        LodeCommand.Run("run", model, "a", "-n", "1", "--stats", "--load", "stream").ShouldSucceed().Errors.ShouldContain("model (stream) and context\n");
    }

    [Fact]
    public void Another_way_is_a_usage_error() =>
        LodeCommand.Run("run", TestModels.Any, "--load", "mmap").ShouldFail(2)
            .ShouldContain("--load: expected one of map, map+sequential, map+willneed, map+populate, stream, read, found 'mmap'");

    [Theory]
    [InlineData("map", "mapped")]
    [InlineData("read", "read at a position")]
    public void A_pipe_can_only_be_streamed(string way, string what) =>
        Piped("cat", $"--load {way} a").ShouldFail(1)
            .ShouldBe($"standard input: expected a file, found a pipe or a device, which cannot be {what}; stream it, or save it as a file first");

    [Theory]
    [InlineData("-")]
    [InlineData("--file -")]
    public void Standard_input_is_the_model_or_the_prompt_and_not_both(string prompt) =>
        Piped("cat", prompt).ShouldFail(2).ShouldStartWith("standard input is the model, so it cannot be the prompt as well");

    [Fact]
    public void Without_a_prompt_a_model_from_standard_input_begins_a_new_text() =>
        Piped("cat", "-n 5 --temperature 0").ShouldSucceed().Output.ShouldBe(LodeCommand.Run("run", TestModels.Stories, "-n", "5", "--temperature", "0").Output);

    [Fact]
    public void A_pipe_that_ends_early_is_told_with_the_tensor_and_the_bytes() =>
        Piped("head -c 500000", "a").ShouldFail(1).ShouldMatch(
            "^standard input: tensor 'blk[^']*': expected \\d+ bytes from byte \\d+, found \\d+ of them, as the stream ended at byte 500000; ");

    [Fact]
    public void A_pipe_that_ends_within_the_header_is_told_as_an_incomplete_file() =>
        Piped("head -c 5000", "a").ShouldFail(1).ShouldMatch("^standard input: byte \\d+: expected .* bytes to the end of the file; ");

    [Fact]
    public void What_a_pipe_brings_instead_of_a_model_is_named()
    {
        Piped("gzip -c", "a").ShouldFail(1).ShouldContain("found a compressed file; unpack it first");
        Piped("head -c 0", "a").ShouldFail(1).ShouldContain("found an empty file");
    }

    [Fact]
    public void A_model_that_cannot_be_run_is_refused_before_its_weights_have_come()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        string model = _folder.File("other.gguf");
        File.WriteAllText(model, File.ReadAllText(TestData.Require("mini/mini-phi3-f32.gguf"), System.Text.Encoding.Latin1).Replace("phi3", "phi0", StringComparison.Ordinal), System.Text.Encoding.Latin1);
        // The rest of the file never comes, and is not waited for.
        CommandResult result = Shell.Run($"(head -c 65536 \"$1\"; sleep 100 & echo $! > {_folder.File("pid")}) | {Shell.Lode} run - a; kill $(cat {_folder.File("pid")})",
            model);
        result.Errors.ShouldContain("a supported architecture");
    }

    [Fact]
    public void Pages_that_may_not_be_locked_are_an_error_that_names_the_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits of Linux");
        string drop = Environment.UserName == "root" ? "setpriv --bounding-set -ipc_lock" : "";
        Shell.Run($"ulimit -l 64; {drop} {Shell.Lode} run \"$1\" a --lock", TestModels.Stories).ShouldFail(1)
            .ShouldContain("the limit of this process, RLIMIT_MEMLOCK, is 65,536 bytes; raise it (ulimit -l 1158), or leave the pages unlocked");
    }

    static string Ran(string model, params string[] options) =>
        LodeCommand.Run(["run", model, "a", "-n", "1", "--json", .. options]).ShouldSucceed().Json.GetProperty("load").GetString()!;

    static string Logits(params string[] arguments) =>
        Hash(LodeCommand.Run([.. arguments, "--tokens", "1,2,3", "--all", "-o", "-"]).ShouldSucceed());

    static string PipedLogits(string before, string model, string input) =>
        Hash(Shell.Run($"{before} {Shell.Lode} logits --tokens 1,2,3 --all -o - {input}", model).ShouldSucceed());

    static CommandResult Piped(string filter, string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs a shell");
        return Shell.Run($"{filter} < \"$1\" 2> /dev/null | {Shell.Lode} run - {arguments}", TestModels.Stories);
    }

    static string Hash(CommandResult result)
    {
        result.OutputBytes.Length.ShouldBeGreaterThan(1000);
        return Convert.ToHexString(SHA256.HashData(result.OutputBytes));
    }
}
