using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Memory;
using Lode.Tests;
using Lode.Weights.Quantization;

namespace Lode.Packing.Tests;

/// <summary>Converted files tensor by tensor, against computations of their own.</summary>
public class ConversionTests
{
    /// <summary>The names in GGUF of the tensors of a layer, by their names in safetensors, for plain architectures and for gemma.</summary>
    static readonly (string HuggingFace, string Plain, string Gemma)[] s_layer =
    [
        ("input_layernorm.weight", "attn_norm.weight", "attn_norm.weight"),
        ("self_attn.q_proj.weight", "attn_q.weight", "attn_q.weight"),
        ("self_attn.k_proj.weight", "attn_k.weight", "attn_k.weight"),
        ("self_attn.v_proj.weight", "attn_v.weight", "attn_v.weight"),
        ("self_attn.q_proj.bias", "attn_q.bias", ""),
        ("self_attn.k_proj.bias", "attn_k.bias", ""),
        ("self_attn.v_proj.bias", "attn_v.bias", ""),
        ("self_attn.o_proj.bias", "attn_output.bias", ""),
        ("self_attn.q_norm.weight", "attn_q_norm.weight", "attn_q_norm.weight"),
        ("self_attn.k_norm.weight", "attn_k_norm.weight", "attn_k_norm.weight"),
        ("self_attn.o_proj.weight", "attn_output.weight", "attn_output.weight"),
        ("post_attention_layernorm.weight", "ffn_norm.weight", "post_attention_norm.weight"),
        ("pre_feedforward_layernorm.weight", "", "ffn_norm.weight"),
        ("post_feedforward_layernorm.weight", "", "post_ffw_norm.weight"),
        ("mlp.gate_proj.weight", "ffn_gate.weight", "ffn_gate.weight"),
        ("mlp.up_proj.weight", "ffn_up.weight", "ffn_up.weight"),
        ("mlp.down_proj.weight", "ffn_down.weight", "ffn_down.weight"),
    ];

    [Theory]
    [InlineData("llama", SafetensorsType.F32)]
    [InlineData("llama", SafetensorsType.BF16)]
    [InlineData("llama", SafetensorsType.F16)]
    [InlineData("mistral", SafetensorsType.F32)]
    [InlineData("qwen2", SafetensorsType.BF16)]
    [InlineData("qwen3", SafetensorsType.F32)]
    [InlineData("gemma2", SafetensorsType.BF16)]
    [InlineData("gemma3", SafetensorsType.F32)]
    public void Every_tensor_has_its_values_at_their_places_in_the_type_of_the_source(string type, SafetensorsType stored)
    {
        using SyntheticFolder folder = new(type);
        bool isGemma = type.StartsWith("gemma", StringComparison.Ordinal);
        bool interleaved = type is "llama" or "mistral";
        if (type == "llama")
            AddBiases(folder);
        if (type == "gemma2")
            folder.Config!["query_pre_attn_scalar"] = 16; // the head dimension is 4: queries are halved
        foreach (string name in folder.Tensors.Keys.ToArray())
            folder.Tensors[name] = (stored, folder.Tensors[name].Shape);
        using ConvertedFolder converted = new(folder.Write());
        using GgufModel model = GgufModel.Open(converted.Path);
        int seen = 0;
        foreach ((string name, float[] written) in folder.Values)
        {
            float[] values = stored == SafetensorsType.F16 ? [.. written.Select(value => (float)(Half)value)] : written;
            string gguf = GgufName(name, isGemma);
            model.TryGetTensor(gguf, out GgufTensor? tensor).ShouldBeTrue(gguf);
            long[] shape = folder.Tensors[name].Shape;
            tensor!.Dimensions.ToArray().ShouldBe([.. shape.Reverse()], gguf);
            bool isHalved = type == "gemma2" && name.Contains("q_proj");
            GgmlType expectedType = shape.Length == 1 || isHalved ? GgmlType.F32 : Enum.Parse<GgmlType>(stored.ToString());
            tensor.Type.ShouldBe(expectedType, gguf);
            float[] expected = values;
            if (isGemma && name.Contains("norm"))
                expected = [.. values.Select(value => value + 1)];
            if (isHalved)
                expected = [.. values.Select(value => value / 2)];
            if (interleaved && (name.Contains("q_proj") || name.Contains("k_proj")))
                expected = Interleave(values, name.Contains("q_proj") ? 2 : 1, headDimension: 4);
            Decode(tensor).ShouldBe(expected, gguf);
            seen++;
        }
        model.Tensors.Count.ShouldBe(seen);
        model.Metadata.GetInteger("general.file_type", 0, 99).ShouldBe(stored switch { SafetensorsType.F32 => 0, SafetensorsType.F16 => 1, _ => 32 });
    }

    [Theory]
    [InlineData("F32", GgmlType.F32)]
    [InlineData("F16", GgmlType.F16)]
    [InlineData("BF16", GgmlType.BF16)]
    [InlineData("Q8_0", GgmlType.Q8_0)]
    [InlineData("Q4_0", GgmlType.Q4_0)]
    public void Converting_to_a_type_is_converting_and_then_quantising(string name, GgmlType type)
    {
        using SyntheticFolder folder = Wide();
        QuantizationOptions options = new(ModelFileType.Find(name)!);
        using ConvertedFolder direct = new(folder.Write(), new ConversionOptions { Quantization = options });
        using ConvertedFolder plain = new(folder.Path);
        using ConvertedFolder second = new(plain.Path, new ConversionOptions { Quantization = options });
        using GgufModel one = GgufModel.Open(direct.Path);
        using GgufModel two = GgufModel.Open(second.Path);
        one.Tensors.Count.ShouldBe(two.Tensors.Count);
        foreach (GgufTensor tensor in one.Tensors)
        {
            two.TryGetTensor(tensor.Name, out GgufTensor? other).ShouldBeTrue();
            tensor.Type.ShouldBe(other!.Type, tensor.Name);
            Bytes(tensor).ShouldBe(Bytes(other), tensor.Name);
        }
        one.TryGetTensor("blk.0.attn_q.weight", out GgufTensor? query).ShouldBeTrue();
        query!.Type.ShouldBe(type);
        one.TryGetTensor("blk.0.attn_norm.weight", out GgufTensor? norm).ShouldBeTrue();
        norm!.Type.ShouldBe(GgmlType.F32);
        one.Metadata.GetInteger("general.file_type", 0, 99).ShouldBe(options.FileType.Id);
        one.Metadata.TryGet("general.quantization_version", out _).ShouldBe(GgmlTypes.IsQuantized(type));
    }

    [Fact]
    public void A_mix_of_types_needs_nothing_but_its_name()
    {
        string folder = TestData.Require("mini/hf-mini-llama");
        QuantizationOptions options = new(ModelFileType.Find("q4_k_m")!);
        using ConvertedFolder converted = new(folder, new ConversionOptions { Quantization = options });
        using GgufModel model = GgufModel.Open(converted.Path);
        model.Tensors.Where(tensor => tensor.Dimensions.Length == 1).ShouldAllBe(tensor => tensor.Type == GgmlType.F32);
        model.Tensors.Select(tensor => tensor.Type).Distinct().Count().ShouldBeGreaterThan(1);
        converted.Result.Written.Tensors.Count(tensor => tensor.Task.Wanted is not null).ShouldBeGreaterThan(0); // rows of 80 and 200
    }

    [Fact]
    public void Any_file_of_the_folder_names_the_model()
    {
        string folder = TestData.Require("mini/hf-mini-llama");
        using ConvertedFolder whole = new(folder);
        foreach (string file in (string[])["model.safetensors.index.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"])
        {
            using ConvertedFolder named = new(Path.Combine(folder, file));
            File.ReadAllBytes(named.Path).ShouldBe(File.ReadAllBytes(whole.Path), file);
        }
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_threads()
    {
        using SyntheticFolder folder = Wide();
        QuantizationOptions options = new(ModelFileType.Find("Q8_0")!);
        using ConvertedFolder one = new(folder.Write(), new ConversionOptions { Quantization = options, Pipeline = new() { Threads = 1 } });
        using ConvertedFolder five = new(folder.Path, new ConversionOptions { Quantization = options, Pipeline = new() { Threads = 5 } });
        File.ReadAllBytes(five.Path).ShouldBe(File.ReadAllBytes(one.Path));
    }

    [Fact]
    public void Progress_comes_to_the_whole_source()
    {
        using SyntheticFolder folder = Wide();
        List<PipelineProgress> seen = [];
        using ConvertedFolder converted = new(folder.Write(), new ConversionOptions { Pipeline = new() { Progress = seen.Add } });
        seen.Select(now => now.DoneBytes).ShouldBeInOrder();
        seen[^1].DoneBytes.ShouldBe(seen[^1].TotalBytes);
        seen[^1].TotalBytes.ShouldBe(folder.Values.Values.Sum(values => values.Length * 4L));
    }

    [Fact]
    public void What_fails_or_is_cancelled_leaves_the_old_file_and_no_other()
    {
        using SyntheticFolder folder = new();
        string place = Directory.CreateTempSubdirectory("lode-convert-").FullName;
        string target = Path.Combine(place, "model.gguf");
        File.WriteAllText(target, "old");
        folder.Tokenizer!["decoder"] = null;
        Should.Throw<ModelFormatException>(() => ModelConverter.Convert(folder.Write(), target, new ConversionOptions()));
        folder.Tokenizer = SyntheticFolder.ByteLevel();
        folder.Write();
        Should.Throw<OperationCanceledException>(() => ModelConverter.Convert(folder.Path, target, new ConversionOptions(), new CancellationToken(true)));
        File.ReadAllText(target).ShouldBe("old");
        Directory.GetFiles(place).ShouldHaveSingleItem();
        Directory.Delete(place, recursive: true);
    }

    [Fact]
    public void A_value_that_the_type_cannot_hold_is_an_error_that_names_the_tensor()
    {
        using SyntheticFolder folder = new();
        string path = folder.Write();
        string file = Path.Combine(path, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(file);
        BitConverter.TryWriteBytes(bytes.AsSpan(^4), 1e10f); // the last element of lm_head.weight
        File.WriteAllBytes(file, bytes);
        QuantizationOptions half = new(ModelFileType.Find("F16")!);
        Should.Throw<ModelFormatException>(() => new ConvertedFolder(path, new ConversionOptions { Quantization = half })).Message
            .ShouldContain("tensor 'output.weight'");
    }

    [Fact]
    public void A_gguf_file_needs_a_type()
    {
        string model = TestData.Require("mini/mini-llama-f32.gguf");
        Should.Throw<ArgumentException>(() => new ConvertedFolder(model));
        using ConvertedFolder converted = new(model, new ConversionOptions { Quantization = new(ModelFileType.Find("F16")!) });
        using GgufModel half = GgufModel.Open(converted.Path);
        half.TryGetTensor("output.weight", out GgufTensor? output).ShouldBeTrue();
        output!.Type.ShouldBe(GgmlType.F16);
    }

    /// <summary>Rows of whole blocks: 64 values instead of 8.</summary>
    static SyntheticFolder Wide()
    {
        SyntheticFolder folder = new();
        folder.Config!["hidden_size"] = 64;
        folder.Config["head_dim"] = 32;
        folder.Config["intermediate_size"] = 96;
        foreach (string name in folder.Tensors.Keys.ToArray())
        {
            long[] shape = [.. folder.Tensors[name].Shape.Select((extent, i) => extent == 12 ? 96
                : extent == 4 ? 32
                : extent == 8 ? 64 : extent)];
            folder.Tensors[name] = (SafetensorsType.F32, shape);
        }
        return folder;
    }

    static void AddBiases(SyntheticFolder folder)
    {
        folder.Config!["attention_bias"] = true;
        for (int layer = 0; layer < 2; layer++)
        {
            string p = $"model.layers.{layer}.self_attn.";
            folder.Tensors.Add(p + "q_proj.bias", (SafetensorsType.F32, [8]));
            folder.Tensors.Add(p + "k_proj.bias", (SafetensorsType.F32, [4]));
            folder.Tensors.Add(p + "v_proj.bias", (SafetensorsType.F32, [4]));
            folder.Tensors.Add(p + "o_proj.bias", (SafetensorsType.F32, [8]));
        }
    }

    static string GgufName(string name, bool isGemma)
    {
        const string Layers = "model.layers.";
        if (!name.StartsWith(Layers, StringComparison.Ordinal))
        {
            return name switch
            {
                "model.embed_tokens.weight" => "token_embd.weight",
                "model.norm.weight" => "output_norm.weight",
                _ => "output.weight",
            };
        }
        string layer = name[Layers.Length..name.IndexOf('.', Layers.Length)];
        (_, string plain, string gemma) = s_layer.Single(row => name == $"{Layers}{layer}.{row.HuggingFace}");
        return $"blk.{layer}.{(isGemma ? gemma : plain)}";
    }

    /// <summary>The transposition of numpy's <c>reshape(heads, 2, d / 2, columns).swapaxes(1, 2)</c>, element by element.</summary>
    static float[] Interleave(float[] values, int heads, int headDimension)
    {
        int columns = values.Length / (heads * headDimension);
        int half = headDimension / 2;
        float[] result = new float[values.Length];
        for (int head = 0; head < heads; head++)
        {
            for (int part = 0; part < 2; part++)
            {
                for (int i = 0; i < half; i++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        result[((head * half + i) * 2 + part) * columns + column] =
                            values[((head * 2 + part) * half + i) * columns + column];
                    }
                }
            }
        }
        return result;
    }

    static float[] Decode(GgufTensor tensor)
    {
        float[] values = new float[tensor.ElementCount];
        RowDecoder.Decode((TensorFormat)tensor.Type, Bytes(tensor), values);
        return values;
    }

    static byte[] Bytes(GgufTensor tensor)
    {
        using MappedView view = tensor.View();
        return view.Span(0, (int)tensor.ByteLength).ToArray();
    }
}
