using System.Security.Cryptography;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class VerifyTests
{
    [Fact]
    public void A_good_model_is_called_good()
    {
        string model = TestData.Require("mini/quant-llama-q4_k_m.gguf");
        string[] lines = LodeCommand.Run("verify", model).ShouldSucceed().Output.TrimEnd('\n').Split('\n');
        lines[0].ShouldStartWith($"{model}: GGUF, 12 tensors of ");
        lines[1].ShouldBe($"  sha256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)))}  {model}  453,952 bytes");
        lines[2].ShouldBe("good: the structure holds, all values and block scales are finite");
        lines.Length.ShouldBe(3);
    }

    [Fact]
    public void A_folder_of_shards_is_a_model()
    {
        string folder = TestData.Require("mini/hf-mini-llama");
        JsonElement json = LodeCommand.Run("verify", folder, "--json", "--no-hash").ShouldSucceed().Json;
        json.GetProperty("good").GetBoolean().ShouldBeTrue();
        json.GetProperty("format").GetString().ShouldBe("safetensors");
        json.GetProperty("tensors").GetInt32().ShouldBe(30);
        json.GetProperty("files").GetArrayLength().ShouldBe(2);
        json.GetProperty("files")[0].GetProperty("sha256").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("faults").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_spoilt_value_is_found_and_the_command_fails()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = File.ReadAllBytes(TestData.Require("mini/mini-llama-f32.gguf"));
        new byte[] { 0, 0, 0xC0, 0x7F }.CopyTo(bytes, bytes.Length - 64);
        string model = folder.File("spoilt.gguf");
        File.WriteAllBytes(model, bytes);

        CommandResult text = LodeCommand.Run("verify", model);
        text.ExitCode.ShouldBe(1);
        text.Errors.ShouldBe($"lode: error: 1 of 21 tensors of {model} hold values that are infinite or NaN\n");
        text.Output.ShouldContain("values are infinite or NaN; the first is [");
        text.Output.ShouldEndWith("bad: 1 fault\n");

        CommandResult json = LodeCommand.Run("verify", model, "--json");
        json.ExitCode.ShouldBe(1);
        json.Json.GetProperty("good").GetBoolean().ShouldBeFalse();
        JsonElement fault = json.Json.GetProperty("faults")[0];
        fault.GetProperty("offset").GetInt64().ShouldBe(bytes.Length - 64);
        fault.GetProperty("tensor").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_cut_model_is_not_a_model_but_has_a_hash()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = File.ReadAllBytes(TestData.Require("mini/mini-llama-f32.gguf"))[..5000];
        File.WriteAllBytes(folder.File("cut.gguf"), bytes);
        CommandResult result = LodeCommand.Run("verify", folder.File("cut.gguf"));
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldBe($"lode: error: {folder.File("cut.gguf")} is not a model that can be read\n");
        result.Output.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        result.Output.ShouldContain("  fault: ");
    }

    [Fact]
    public void A_missing_model_is_an_error_like_any_other() =>
        LodeCommand.Run("verify", "/no/such/model.gguf").ShouldFail(1).ShouldStartWith("there is no file /no/such/model.gguf");
}
