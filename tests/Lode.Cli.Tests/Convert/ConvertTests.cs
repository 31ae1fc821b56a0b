using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class ConvertTests
{
    static string Folder => TestData.Require("mini/hf-mini-llama");

    [Fact]
    public void A_folder_becomes_a_file_that_says_the_same()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("model.gguf");
        CommandResult converted = LodeCommand.Run("convert", Folder, "-o", file).ShouldSucceed();
        converted.Output.ShouldBe("");
        converted.Errors.ShouldStartWith($"{file}: types kept, ");
        string[] run = ["--temperature", "0", "-n", "12", "--ignore-eos"];
        string text = LodeCommand.Run(["run", file, "The quick fox", .. run]).ShouldSucceed().Output;
        LodeCommand.Run(["run", Folder, "The quick fox", .. run]).ShouldSucceed().Output.ShouldBe(text);
        text.ShouldNotBeEmpty();
        string[] part = ["run", Path.Combine(Folder, "model-00001-of-00002.safetensors"), "The quick fox", .. run];
        LodeCommand.Run(part).ShouldSucceed().Output.ShouldBe(text);
    }

    [Fact]
    public void Quantised_on_the_way_it_is_told_in_json_with_notes_and_tensors()
    {
        using TemporaryFolder folder = new();
        CommandResult result = LodeCommand.Run(
            "convert", TestData.Require("mini/hf-mini-qwen3"), "-o", folder.File("q8.gguf"), "--type", "q8_0", "--json", "--report").ShouldSucceed();
        JsonElement json = result.Json;
        json.GetProperty("architecture").GetString().ShouldBe("qwen3");
        json.GetProperty("notes").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldContain("NFC");
        JsonElement written = json.GetProperty("written");
        written.GetProperty("type").GetString().ShouldBe("Q8_0");
        written.GetProperty("tensors").GetArrayLength().ShouldBe(3 * 11 + 2);
        written.GetProperty("relative_rms_error").GetDouble().ShouldBeInRange(1e-5, 0.02);
        result.Errors.ShouldContain("note: Hugging Face brings text into the Unicode form NFC");
    }

    [Fact]
    public void A_folder_is_shown_as_it_is()
    {
        JsonElement json = LodeCommand.Run("show", Folder, "--json", "--tensors").ShouldSucceed().Json;
        json.GetProperty("runs").GetBoolean().ShouldBeTrue();
        json.GetProperty("architecture").GetString().ShouldBe("llama");
        json.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetProperty("path").GetString()))
            .ShouldBe(["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], ignoreOrder: true);
        LodeCommand.Run("show", Folder).ShouldSucceed().Output.ShouldContain("model-00001-of-00002.safetensors (380.1 KiB)");
    }

    [Theory]
    [InlineData("hf-mini-qwen2")]
    [InlineData("hf-mini-gemma3")]
    public void A_folder_and_the_file_that_is_made_of_it_write_the_same(string name)
    {
        string source = TestData.Require($"mini/{name}");
        using TemporaryFolder folder = new();
        LodeCommand.Run("convert", source, "-o", folder.File("m.gguf")).ShouldSucceed();
        string[] arguments = ["Once upon a time", "-n", "12", "--temperature", "0", "--ignore-eos", "--ctx", "64"];
        string written = LodeCommand.Run(["run", source, .. arguments]).ShouldSucceed().Output;
        written.ShouldNotBeEmpty();
        LodeCommand.Run(["run", folder.File("m.gguf"), .. arguments]).ShouldSucceed().Output.ShouldBe(written);
    }

    [Fact]
    public void What_is_missing_on_the_command_line_is_told()
    {
        using TemporaryFolder folder = new();
        LodeCommand.Run("convert").ShouldFail(2).ShouldContain("no model was given: lode convert FOLDER");
        LodeCommand.Run("convert", TestModels.Stories).ShouldFail(2).ShouldContain("no output was given: -o FILE");
        LodeCommand.Run("convert", TestModels.Stories, "-o", "-").ShouldFail(2).ShouldContain("/dev/stdout");
        LodeCommand.Run("convert", TestModels.Stories, "-o", folder.File("x")).ShouldFail(2).ShouldContain("--type TYPE");
        LodeCommand.Run("convert", Folder, "-o", folder.File("x"), "--type", "q9").ShouldFail(2).ShouldContain("found 'q9'");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_is_no_model_and_one_that_is_damaged_are_told_apart()
    {
        using TemporaryFolder folder = new();
        string target = folder.File("out.gguf");
        LodeCommand.Run("convert", folder.Path, "-o", target).ShouldFail(1).ShouldContain("is a folder, not a model; it has neither .gguf nor .safetensors files");
        File.WriteAllText(folder.File("model.safetensors"), "");
        LodeCommand.Run("convert", folder.Path, "-o", target).ShouldFail(1).ShouldContain("config.json");
        File.WriteAllText(folder.File("config.json"), "{\"model_type\":\"mamba\"}");
        LodeCommand.Run("convert", folder.Path, "-o", target).ShouldFail(1).ShouldContain("'model_type'");
        File.Exists(target).ShouldBeFalse();
    }
}
