using System.Text.Json;
using Lode.Cli.Errors;
using Lode.Formats;

namespace Lode.Cli.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_file_that_is_not_there_is_answered_with_the_ones_that_are()
    {
        using TemporaryFolder folder = new();
        CommandInput here = new() { Folder = folder.Path };
        LodeCommand.Run(here, "run", "model.gguf").ShouldFail(1).ShouldBe("there is no file model.gguf; give the path of a .gguf file, or 'demo'");
        File.WriteAllText(folder.File("model-q4.gguf"), "");
        File.WriteAllText(folder.File("other.gguf"), "");
        LodeCommand.Run(here, "run", "model-q8.gguf").ShouldFail(1).ShouldBe("there is no file model-q8.gguf; did you mean model-q4.gguf?");
        LodeCommand.Run(here, "show", "x").ShouldFail(1).ShouldBe("there is no file x; there are model-q4.gguf, other.gguf");
        LodeCommand.Run(here, "show", ".").ShouldFail(1).ShouldBe(". is a folder, not a model; there are model-q4.gguf, other.gguf");
        LodeCommand.Run(here, "logits", "no/such/folder", "-o", "x").ShouldFail(1).ShouldStartWith("there is no file no/such/folder; give");
    }

    [Fact]
    public void A_file_named_demo_is_reached_by_its_path()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("demo"), "not a model");
        LodeCommand.Run(new CommandInput { Folder = folder.Path }, "show", "./demo").ShouldFail(1).ShouldContain("./demo: byte 0: expected a GGUF model");
    }

    [Fact]
    public void A_missing_built_in_model_is_told_with_its_place()
    {
        using TemporaryFolder folder = new();
        Should.Throw<CommandException>(() => ModelPath.Find("demo", folder.Path)).Message
            .ShouldBe($"the built-in model is not installed: {Path.Combine(folder.Path, "models", "demo.gguf")} is missing; a file in this folder is ./demo");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("show")]
    public void A_file_that_is_no_model_is_named(string verb)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("text.gguf");
        File.WriteAllText(file, "Once upon a time there was a file that is much too short.");
        LodeCommand.Run(verb, file).ShouldFail(1).ShouldStartWith($"{file}: byte 0: expected a GGUF model");
    }

    [Fact]
    public void An_architecture_that_cannot_be_run_is_named_with_those_that_can()
    {
        using Lode.Tests.TemporaryModel file = new(new Lode.Tests.SyntheticModel { Architecture = "mamba" });
        LodeCommand.Run("run", file.Path, "x").ShouldFail(1).ShouldStartWith($"{file.Path}: key 'general.architecture': expected a supported " +
            "architecture (llama, qwen2, qwen3, qwen3moe, gemma2, gemma3, phi3), found 'mamba'");
    }

    [Fact]
    public void A_prompt_file_that_cannot_be_read_is_named()
    {
        LodeCommand.Run("run", TestModels.Any, "--file", "/no/such/prompt").ShouldFail(1).ShouldStartWith("cannot read the prompt: ");
    }

    [Fact]
    public void A_prompt_longer_than_the_context_says_both_lengths()
    {
        LodeCommand.Run("run", TestModels.Any, "The dog saw a cat.", "--ctx", "2").ShouldFail(1)
            .ShouldMatch("^the prompt has [0-9]+ tokens and the context holds 2; shorten the prompt or give a longer --ctx$");
    }

    [Fact]
    public void A_full_disk_is_an_error()
    {
        CommandResult result = Shell.Run($"{Shell.Lode} run \"$1\" -n 3 > /dev/full", TestModels.Any);
        result.ShouldFail(1).ShouldStartWith("cannot write to the output: ");
    }

    [Theory]
    [InlineData(1, "there is no file", "run", "no-such.gguf", "--json")]
    [InlineData(2, "--top-k: expected", "run", "m", "--json", "--top-k", "x")]
    public void With_json_the_error_is_an_object_too(int code, string message, params string[] arguments)
    {
        CommandResult result = LodeCommand.Run(arguments);
        result.ExitCode.ShouldBe(code);
        JsonElement error = result.Json.GetProperty("error");
        error.GetProperty("exit_code").GetInt32().ShouldBe(code);
        error.GetProperty("message").GetString()!.ShouldStartWith(message);
        result.Errors.ShouldBe($"lode: error: {error.GetProperty("message").GetString()}\n");
    }

    [Fact]
    public void A_stack_trace_is_shown_only_where_it_is_asked_for()
    {
        LodeCommand.Run("show", "no-such.gguf").Errors.ShouldNotContain("   at ");
        CommandResult traced = LodeCommand.Run(new CommandInput { Environment = { ["LODE_TRACE"] = "1" } }, "show", "no-such.gguf");
        traced.Errors.ShouldContain("   at Lode.Cli");
        traced.Errors.ShouldEndWith("there is no file no-such.gguf; give the path of a .gguf file, or 'demo'\n");
    }

    [Fact]
    public void Unexpected_failures_say_how_to_learn_more()
    {
        ErrorReport.Describe(new InvalidOperationException("first\nsecond\u001b[31m")).ShouldBe(
            ("unexpected InvalidOperationException: first second?[31m; set LODE_TRACE=1 to see where, and report it", 1));
        ErrorReport.Describe(new InsufficientMemoryException("too much")).ShouldBe(
            ("not enough memory: too much; use a smaller --ctx or a smaller model", 1));
        ErrorReport.Describe(new ModelFormatException("f", "byte 0", "a", "b", "c")).ShouldBe(("f: byte 0: expected a, found b; c", 1));
        ErrorReport.Describe(new InterruptedException()).ExitCode.ShouldBe(130);
    }
}
