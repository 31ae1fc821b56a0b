using System.Text.Json;
using Lode.Formats;
using Lode.Tests;

namespace Lode.Cli.Tests;

public sealed class PackTests
{
    [Fact]
    public void A_model_is_packed_shown_verified_run_and_unpacked()
    {
        _ = TestModels.Demo;
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf"), unpacked = folder.File("unpacked.gguf");
        CommandResult result = LodeCommand.Run("pack", "demo", "-o", packed).ShouldSucceed();
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldMatch(@"packed\.gguf: 36 of 47 tensors \(99 % of 1\.1 MiB\) in panels, [0-9.]+ m?s\n$");
        LodeCommand.Run("show", packed).ShouldSucceed().Output.ShouldContain("Q8_0_P16");
        LodeCommand.Run("verify", packed).ShouldSucceed().Output.ShouldContain("good: ");
        string text = LodeCommand.Run("run", packed, "Once upon a time", "-n", "40", "--temperature", "0").ShouldSucceed().Output;
        text.ShouldContain(" fox ");
        LodeCommand.Run("run", packed, "Once upon a time", "-n", "40", "--temperature", "0", "-t", "1").ShouldSucceed().Output.ShouldBe(text);

        result = LodeCommand.Run("unpack", packed, "-o", unpacked).ShouldSucceed();
        result.Errors.ShouldMatch(@"unpacked\.gguf: 36 of 47 tensors \(99 % of 1\.1 MiB\) back in rows, [0-9.]+ m?s\n$");
        File.ReadAllBytes(unpacked).AsSpan().SequenceEqual(File.ReadAllBytes(TestModels.DemoFile)).ShouldBeTrue();
        Directory.GetFiles(folder.Path).Order().ShouldBe([packed, unpacked]);
    }

    [Fact]
    public void Json_has_the_sizes()
    {
        _ = TestModels.Demo;
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf");
        JsonElement json = LodeCommand.Run("pack", "demo", "-o", packed, "--json", "-t", "1").ShouldSucceed().Json;
        json.GetProperty("packed").GetBoolean().ShouldBeTrue();
        json.GetProperty("panel_tensors").GetInt32().ShouldBe(36);
        json.GetProperty("tensors").GetInt32().ShouldBe(47);
        json.GetProperty("file_bytes").GetInt64().ShouldBe(new FileInfo(packed).Length);
        json.GetProperty("threads").GetInt32().ShouldBe(1);
        LodeCommand.Run("unpack", packed, "-o", packed, "--json").ShouldSucceed().Json.GetProperty("packed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void A_spoilt_scale_is_found_in_a_panel()
    {
        _ = TestModels.Demo;
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf");
        LodeCommand.Run("pack", "demo", "-o", packed).ShouldSucceed();
        long offset;
        using (GgufModel model = GgufModel.Open(packed))
        {
            model.TryGetTensor("blk.1.ffn_gate_up.weight", out GgufTensor? tensor).ShouldBeTrue();
            tensor!.Dimensions.ToArray().ShouldBe([128, 704]);
            offset = tensor.Offset + 2 * 16 * 136 + 544; // the third panel, the second column of blocks, the first row
        }
        using (FileStream file = File.OpenWrite(packed))
        {
            file.Position = offset;
            file.Write([0x00, 0x7C]);
        }
        CommandResult result = LodeCommand.Run("verify", packed);
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("blk.1.ffn_gate_up.weight");
        result.Output.ShouldContain("1 of 176 Q8_0_P16 blocks have an infinite or NaN scale; the first begins at [32, 32]");
    }

    [Fact]
    public void A_folder_is_to_be_converted_first()
    {
        string model = TestData.Require("mini/hf-mini-llama");
        using TemporaryFolder folder = new();
        LodeCommand.Run("pack", model, "-o", folder.File("x")).ShouldFail(2)
            .ShouldContain($"panels are made of a GGUF file: first lode convert {model} -o FILE");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Packed_models_are_refused_where_rows_are_needed()
    {
        _ = TestModels.Demo;
        using TemporaryFolder folder = new();
        string packed = folder.File("packed.gguf"), other = folder.File("other.gguf");
        LodeCommand.Run("pack", "demo", "-o", packed).ShouldSucceed();
        LodeCommand.Run("pack", packed, "-o", other).ShouldFail(1).ShouldContain("expected a model that is not packed, found one that is");
        LodeCommand.Run("unpack", "demo", "-o", other).ShouldFail(1).ShouldContain("expected a packed model, found one that is not");
        LodeCommand.Run("quantize", packed, "-o", other, "--type", "Q4_0").ShouldFail(1).ShouldContain("unpack the model first: lode unpack");
        LodeCommand.Run("pack", "demo").ShouldFail(2).ShouldContain("no output was given: -o FILE");
        File.Exists(other).ShouldBeFalse();
        LodeCommand.Run("compare", packed, packed).ShouldSucceed();
        LodeCommand.Run("compare", packed, "demo").Output.ShouldContain("values of Q8_0_P16 are not known");
    }
}
