using System.Text.Json;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Kernels.Encode;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Weights.Tests.Quantization;

public sealed class GgufQuantizerTests : IDisposable
{
    readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    QuantizationResult Quantize(string source, QuantizationOptions options, string name = "out.gguf", PipelineOptions? pipeline = null)
    {
        using GgufModel model = GgufModel.OpenHeader(source);
        return GgufQuantizer.Quantize(model, _folder.File(name), options, pipeline ?? new PipelineOptions { MeasureErrors = true });
    }

    static QuantizationOptions Options(string type) => new(ModelFileType.Find(type)!);

    static QuantizationOptions Pure(string type) => Options(type) with { Pure = true };

    public static TheoryData<string> ByteIdentical => ["q8_0", "q4_0", "q4_1", "q5_0", "q5_1"];

    public static TheoryData<string> WithinTheErrors => ["q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "q4_k", "q5_k", "q6_k"];

    [Theory]
    [MemberData(nameof(ByteIdentical))]
    public void Every_tensor_has_the_bytes_of_the_reference_quantizer(string type)
    {
        Quantize(TestData.Require("mini/quant-llama-f32.gguf"), Pure(type));
        using GgufModel expected = GgufModel.Open(TestData.Require($"mini/quant-llama-{type}.gguf"));
        using GgufModel actual = GgufModel.Open(_folder.File("out.gguf"));
        actual.Tensors.Count.ShouldBe(expected.Tensors.Count);
        foreach (GgufTensor tensor in expected.Tensors)
        {
            actual.TryGetTensor(tensor.Name, out GgufTensor? own).ShouldBeTrue();
            own!.Type.ShouldBe(tensor.Type);
            own.Dimensions.ToArray().ShouldBe(tensor.Dimensions.ToArray());
            Models.Bytes(actual, tensor.Name).AsSpan().SequenceEqual(Models.Bytes(expected, tensor.Name)).ShouldBeTrue(tensor.Name);
        }
    }

    [Theory]
    [MemberData(nameof(WithinTheErrors))]
    public void The_reported_error_of_every_tensor_is_at_most_the_reference_quantizers(string type)
    {
        // Q4_K and the like name mixes; the reference files were made with one type throughout.
        ModelFileType fileType = type is "q4_k" ? ModelFileType.Q4_K_S : type is "q5_k" ? ModelFileType.Q5_K_S : ModelFileType.Find(type)!;
        QuantizationResult result = Quantize(TestData.Require("mini/quant-llama-f32.gguf"), new QuantizationOptions(fileType) { Pure = true });
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("mini/quant-decoded.json")));
        JsonElement tensors = recorded.RootElement.GetProperty(type).GetProperty("tensors");
        int compared = 0;
        foreach (TensorOutcome outcome in result.Tensors.Where(outcome => outcome.Task.Target != GgmlType.F32))
        {
            double reference = tensors.GetProperty(outcome.Task.Name).GetProperty("relative_rms_error").GetDouble();
            outcome.Errors!.Value.RelativeRmsError.ShouldBeLessThanOrEqualTo(reference * (1 + 1e-6), outcome.Task.Name);
            outcome.Errors!.Value.RelativeRmsError.ShouldBeGreaterThan(reference * 0.8, outcome.Task.Name);
            compared++;
        }
        compared.ShouldBe(9);
    }

    /// <summary>
    /// The rule of llama.cpp's test-quantize-fns: the root of the sum of squared errors of 4096 values 0.1 + 2 cos(i), divided by their
    /// number, is below 0.002.
    /// </summary>
    [Theory]
    [MemberData(nameof(WithinTheErrors))]
    public void A_wave_comes_back_within_the_published_limit(string type)
    {
        const int Count = 4096;
        float[] wave = [.. Enumerable.Range(0, Count).Select(i => 0.1f + 2 * MathF.Cos(i))];
        Models.Write(_folder.File("wave.gguf"), [("blk.0.ffn_up.weight", GgmlType.F32, [Count, 1, 1], Models.Store(GgmlType.F32, wave)), ("w.weight", GgmlType.F32, [2048, 2], Models.Store(GgmlType.F32, wave))]);
        ModelFileType fileType = ModelFileType.Find(type)!;
        Quantize(_folder.File("wave.gguf"), new QuantizationOptions(fileType) { Pure = true });
        using GgufModel model = GgufModel.Open(_folder.File("out.gguf"));
        float[] decoded = new float[Count];
        RowDecoder.Decode((TensorFormat)fileType.Base, Models.Bytes(model, "w.weight"), decoded);
        double limit = Math.Sqrt(wave.Zip(decoded, (a, b) => ((double)a - b) * ((double)a - b)).Sum()) / Count;
        limit.ShouldBeLessThan(0.002);
    }

    [Theory]
    [InlineData(GgmlType.F16, "Q8_0")]
    [InlineData(GgmlType.BF16, "Q8_0")]
    [InlineData(GgmlType.BF16, "F16")]
    [InlineData(GgmlType.F16, "BF16")]
    [InlineData(GgmlType.F16, "F32")]
    [InlineData(GgmlType.F32, "BF16")]
    public void Half_sized_sources_are_quantised_as_the_values_that_they_hold(GgmlType source, string type)
    {
        Models.WriteMatrix(_folder.File("in.gguf"), source, 128, 300);
        Quantize(_folder.File("in.gguf"), Pure(type));
        using GgufModel input = GgufModel.Open(_folder.File("in.gguf"));
        using GgufModel output = GgufModel.Open(_folder.File("out.gguf"));
        float[] values = new float[128 * 300];
        RowDecoder.Decode((TensorFormat)source, Models.Bytes(input, "blk.0.ffn_up.weight"), values);
        TensorFormat target = Enum.Parse<TensorFormat>(type);
        byte[] expected = new byte[TensorFormats.RowBytes(target, values.Length)];
        RowEncoder.Encode(target, values, expected);
        Models.Bytes(output, "blk.0.ffn_up.weight").ShouldBe(expected);
    }

    [Fact]
    public void The_usual_mix_has_the_types_of_the_reference_file_and_no_larger_errors()
    {
        QuantizationResult result = Quantize(TestData.Require("mini/quant-llama-f32.gguf"), Options("Q4_K_M"));
        Models.Types(_folder.File("out.gguf")).ShouldBe(Models.Types(TestData.Require("mini/quant-llama-q4_k_m.gguf")), ignoreOrder: true);
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("mini/quant-decoded.json")));
        foreach (JsonProperty tensor in recorded.RootElement.GetProperty("q4_k_m").GetProperty("tensors").EnumerateObject())
        {
            result.Tensors.Single(outcome => outcome.Task.Name == tensor.Name).Errors!.Value.RelativeRmsError
                .ShouldBeLessThanOrEqualTo(tensor.Value.GetProperty("relative_rms_error").GetDouble() * (1 + 1e-6), tensor.Name);
        }
    }

    [Fact]
    public void Metadata_is_kept_byte_for_byte_and_the_type_of_the_file_is_said()
    {
        string source = TestData.Require("mini/mini-llama3-f32.gguf");
        Quantize(source, Options("Q8_0"));
        using GgufModel input = GgufModel.Open(source);
        using GgufModel output = GgufModel.Open(_folder.File("out.gguf"));
        foreach (string key in input.Metadata.Keys.Where(key => key is not ("general.file_type" or "general.quantization_version")))
        {
            output.Metadata.TryGet(key, out GgufValue value).ShouldBeTrue(key);
            input.Metadata.TryGet(key, out GgufValue expected);
            value.Type.ShouldBe(expected.Type);
        }
        // Written the other way round, all that is left is what was there.
        Quantize(_folder.File("out.gguf"), Options("Q8_0"), "again.gguf");
        File.ReadAllBytes(_folder.File("again.gguf")).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File("out.gguf"))).ShouldBeTrue();
        output.Metadata.GetInteger("general.file_type", 0, 100).ShouldBe(7);
        output.Metadata.GetInteger("general.quantization_version", 0, 100).ShouldBe(2);
    }

    [Fact]
    public void An_unusual_alignment_stays()
    {
        Models.Write(_folder.File("in.gguf"), [("a.weight", GgmlType.F32, [32, 3], new byte[384]), ("b.weight", GgmlType.F32, [5], new byte[20])],
            writer => writer.Add("x", "y"), alignment: 4096);
        Quantize(_folder.File("in.gguf"), Pure("Q8_0"));
        using GgufModel output = GgufModel.Open(_folder.File("out.gguf"));
        output.Files[0].Alignment.ShouldBe(4096);
        output.Tensors.ShouldAllBe(tensor => tensor.Offset % 4096 == 0);
        output.Metadata.GetString("x").ShouldBe("y");
    }

    [Fact]
    public void A_split_model_becomes_one_file()
    {
        byte[] first = Models.Store(GgmlType.F32, Models.Normal(1, 64 * 4)), second = Models.Store(GgmlType.F32, Models.Normal(2, 64 * 5));
        for (int part = 0; part < 2; part++)
        {
            int number = part;
            Models.Write(_folder.File($"m-0000{part + 1}-of-00002.gguf"),
                [(part == 0 ? "a.weight" : "b.weight", GgmlType.F32, [64, 4 + part], part == 0 ? first : second)],
                writer =>
                {
                    writer.Add("split.no", (ushort)number);
                    writer.Add("split.count", (ushort)2);
                    writer.Add("split.tensors.count", 2);
                });
        }
        Quantize(_folder.File("m-00002-of-00002.gguf"), Pure("Q8_0"));
        using GgufModel output = GgufModel.Open(_folder.File("out.gguf"));
        output.Files.Count.ShouldBe(1);
        output.Tensors.Select(tensor => tensor.Name).ShouldBe(["a.weight", "b.weight"]);
        output.Metadata.Keys.ShouldNotContain(key => key.StartsWith("split."));
        byte[] expected = new byte[340];
        RowEncoder.Encode(TensorFormat.Q8_0, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(second), expected);
        Models.Bytes(output, "b.weight").ShouldBe(expected);
    }

    [Fact]
    public void A_file_may_be_replaced_by_its_own_quantisation()
    {
        string file = _folder.File("out.gguf");
        Models.WriteMatrix(file, GgmlType.F32, 64, 20_000);
        byte[] before = File.ReadAllBytes(file);
        File.WriteAllBytes(_folder.File("copy.gguf"), before);
        Quantize(file, Pure("Q8_0"));
        Quantize(_folder.File("copy.gguf"), Pure("Q8_0"), "other.gguf");
        File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File("other.gguf"))).ShouldBeTrue();
        _folder.Names.ShouldBe(["copy.gguf", "other.gguf", "out.gguf"]);
    }

    [Fact]
    public void What_is_quantised_already_is_refused_unless_allowed()
    {
        Models.WriteMatrix(_folder.File("in.gguf"), GgmlType.F32, 64, 20);
        Quantize(_folder.File("in.gguf"), Pure("Q8_0"), "q8.gguf");
        string message = Should.Throw<ModelFormatException>(() => Quantize(_folder.File("q8.gguf"), Options("F16"))).Message;
        message.ShouldContain("q8.gguf: tensor 'blk.0.ffn_up.weight': expected F32, F16 or BF16, found Q8_0");
        message.ShouldContain("--allow-requantize");
        _folder.Names.ShouldBe(["in.gguf", "q8.gguf"]);
        Quantize(_folder.File("q8.gguf"), Options("F16") with { AllowRequantize = true });
        Models.Types(_folder.File("out.gguf"))["blk.0.ffn_up.weight"].ShouldBe(GgmlType.F16);
        Quantize(_folder.File("q8.gguf"), Pure("Q8_0")); // nothing to quantise twice
    }

    [Fact]
    public void A_type_that_cannot_be_decoded_is_copied_or_refused()
    {
        Models.Write(_folder.File("in.gguf"), [("blk.0.ffn_up.weight", GgmlType.IQ2_XXS, [256, 2], new byte[132])]);
        Should.Throw<ModelFormatException>(() => Quantize(_folder.File("in.gguf"), Options("F16"))).Message.ShouldContain("found IQ2_XXS");
        Models.Write(_folder.File("in.gguf"), [("blk.0.table", GgmlType.I32, [256, 2], new byte[2048])]);
        Quantize(_folder.File("in.gguf"), Options("F16"));
        Models.Types(_folder.File("out.gguf"))["blk.0.table"].ShouldBe(GgmlType.I32);
    }

    [Fact]
    public void A_source_that_becomes_shorter_meanwhile_is_one_clear_error_and_leaves_nothing()
    {
        string file = _folder.File("in.gguf");
        Models.WriteMatrix(file, GgmlType.F16, 1024, 8192);
        using GgufModel model = GgufModel.OpenHeader(file);
        bool cut = false;
        PipelineOptions pipeline = new()
        {
            Threads = 1,
            Progress = _ =>
            {
                if (cut)
                    return;
                cut = true;
                using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                stream.SetLength(0);
            },
        };
        string message = Should.Throw<ModelFormatException>(() => GgufQuantizer.Quantize(model, _folder.File("out.gguf"), Pure("Q8_0"), pipeline)).Message;
        message.ShouldContain("in.gguf: byte ");
        message.ShouldContain("found the end of the file; it became shorter after it was opened");
        _folder.Names.ShouldBe(["in.gguf"]);
    }

    [Fact]
    public void Cancelling_leaves_nothing_and_a_file_that_was_there_stays()
    {
        Models.WriteMatrix(_folder.File("in.gguf"), GgmlType.F16, 1024, 8192);
        File.WriteAllText(_folder.File("out.gguf"), "older");
        using CancellationTokenSource cancellation = new();
        using GgufModel model = GgufModel.Open(_folder.File("in.gguf"));
        Should.Throw<OperationCanceledException>(() => GgufQuantizer.Quantize(model, _folder.File("out.gguf"), Pure("Q8_0"),
            new PipelineOptions { Progress = _ => cancellation.Cancel() }, cancellation.Token));
        _folder.Names.ShouldBe(["in.gguf", "out.gguf"]);
        File.ReadAllText(_folder.File("out.gguf")).ShouldBe("older");
    }
}
