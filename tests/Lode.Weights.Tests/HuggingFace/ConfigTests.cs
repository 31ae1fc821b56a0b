using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lode.Formats;
using Lode.Memory;
using Lode.Tests;
using Lode.Weights.HuggingFace;

namespace Lode.Weights.Tests.HuggingFace;

/// <summary>config.json: what is understood, and that everything else that changes the arithmetic is refused by name.</summary>
public class ConfigTests
{
    /// <summary>Architecture, key, value as JSON, and what the message must name besides the key.</summary>
    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "llama", "model_type", "\"mixtral\"", "'llama', 'mistral', 'qwen2', 'qwen3', 'gemma2', 'gemma3_text'" },
        { "llama", "model_type", "7", "a string" },
        { "llama", "architectures", "[\"LlamaForSequenceClassification\"]", "LlamaForSequenceClassification" },
        { "llama", "quantization_config", "{\"quant_method\":\"gptq\"}", "F32, F16 and BF16" },
        { "llama", "auto_map", "{\"AutoModel\":\"modeling.Mine\"}", "code of its own" },
        { "llama", "partial_rotary_factor", "0.5", "expected 1" },
        { "llama", "mlp_bias", "true", "expected false" },
        { "llama", "hidden_act", "\"gelu\"", "'silu'" },
        { "llama", "hidden_size", "\"8\"", "an integer" },
        { "llama", "hidden_size", "1e300", "an integer" },
        { "llama", "hidden_size", "8.5", "an integer" },
        { "llama", "num_hidden_layers", "1000000", "4096" },
        { "llama", "num_key_value_heads", "3", "a divisor of the 2 heads" },
        { "llama", "head_dim", "5", "even" },
        { "llama", "rms_norm_eps", "-1", "a number" },
        { "llama", "rope_theta", "0", "a number" },
        { "llama", "rope_scaling", "{\"type\":\"dynamic\",\"factor\":2}", "dynamic" },
        { "llama", "rope_scaling", "{\"rope_type\":\"longrope\",\"short_factor\":[1]}", "longrope" },
        { "llama", "rope_scaling", "{\"rope_type\":\"linear\"}", "rope_scaling.factor" },
        { "llama", "rope_scaling", "{\"rope_type\":\"linear\",\"factor\":0.5}", "rope_scaling.factor" },
        { "llama", "rope_scaling", "{\"rope_type\":\"linear\",\"type\":\"yarn\",\"factor\":2}", "rope_scaling.type" },
        { "llama", "rope_scaling", "{\"rope_type\":\"linear\",\"factor\":2,\"attention_factor\":1.5}", "rope_scaling.attention_factor" },
        { "llama", "rope_scaling", "{\"rope_type\":\"default\",\"mrope_section\":[2,1,1]}", "rope_scaling.mrope_section" },
        { "llama", "rope_scaling", "{\"rope_type\":\"yarn\",\"factor\":2,\"beta_fast\":16}", "rope_scaling.beta_fast" },
        { "llama", "rope_scaling", "{\"rope_type\":\"yarn\",\"factor\":2,\"mscale\":0.7}", "rope_scaling.mscale" },
        { "llama", "rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4,\"original_max_position_embeddings\":64}", "high_freq_factor" },
        { "llama", "rope_scaling", "[]", "an object" },
        { "llama", "rope_parameters", "{\"rope_type\":\"dynamic\",\"factor\":2}", "rope_parameters.rope_type" },
        { "llama", "layer_types", "[\"full_attention\",\"sliding_attention\"]", "layer_types" },
        { "llama", "layer_types", "[\"full_attention\"]", "2 layers" },
        { "llama", "layer_types", "[\"full_attention\",\"linear_attention\"]", "linear_attention" },
        { "llama", "eos_token_id", "[257,\"x\"]", "an integer" },
        { "llama", "vocab_size", "null", "an integer" },
        { "mistral", "sliding_window", "0", "an integer" },
        { "qwen2", "use_sliding_window", "1", "true or false" },
        { "qwen2", "rope_scaling", "{\"rope_type\":\"llama3\",\"factor\":8}", "qwen2" },
        { "qwen3", "attention_bias", "true", "expected false" },
        { "qwen3", "dual_chunk_attention_config", "{\"chunk_size\":1}", "nothing" },
        { "gemma2", "attn_logit_softcapping", "null", "a number" },
        { "gemma2", "sliding_window", "null", "an integer" },
        { "gemma2", "hidden_activation", "\"gelu\"", "gelu_pytorch_tanh" },
        { "gemma2", "rope_scaling", "{\"rope_type\":\"linear\",\"factor\":2}", "gemma2" },
        { "gemma2", "layer_types", "[\"full_attention\",\"sliding_attention\"]", "layer_types" },
        { "gemma3", "attn_logit_softcapping", "50", "null" },
        { "gemma3", "use_bidirectional_attention", "true", "expected false" },
        { "gemma3", "rope_parameters", "{\"full_attention\":{}}", "sliding_attention" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_GGUF_cannot_say_or_makes_no_sense_is_refused_by_name(string type, string key, string value, string named)
    {
        using SyntheticFolder folder = new(type);
        folder.Config![key] = JsonNode.Parse(value);
        string message = Should.Throw<ModelFormatException>(() => HuggingFaceModel.OpenAsGguf(folder.Write())).Message;
        message.ShouldContain("config.json");
        message.ShouldContain($"'{key}");
        message.ShouldContain(named);
    }

    [Theory]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    public void A_window_of_some_layers_is_refused_where_GGUF_has_no_key(string type)
    {
        using SyntheticFolder folder = new(type);
        folder.Config!["use_sliding_window"] = true;
        folder.Config["sliding_window"] = 8;
        folder.Config["max_window_layers"] = 1;
        Should.Throw<ModelFormatException>(() => HuggingFaceModel.OpenAsGguf(folder.Write())).Message.ShouldContain("'max_window_layers'");
        folder.Config["max_window_layers"] = 2; // no layer beyond
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        model.Metadata.TryGet($"{type}.attention.sliding_window", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    public void Every_architecture_is_opened_with_its_keys_and_tensors(string type)
    {
        using SyntheticFolder folder = new(type);
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        string arch = type == "mistral" ? "llama" : type;
        model.Metadata.GetString("general.architecture").ShouldBe(arch);
        model.Metadata.GetInteger($"{arch}.attention.head_count_kv", 0, 9).ShouldBe(1);
        model.Metadata.GetInteger($"{arch}.attention.key_length", 0, 9).ShouldBe(4);
        model.Metadata.GetNumber($"{arch}.rope.freq_base", 0, 1e9).ShouldBe(type == "gemma3" ? 1e6 : 1e4);
        model.Metadata.FindString("llama.rope.layout").ShouldBe(arch == "llama" ? "halves" : null);
        model.Tensors.Count.ShouldBe(folder.Tensors.Count);
        model.Tensors.Select(tensor => tensor.Name).ShouldBeUnique();
        // Gemma's norms are made in memory, everything else lies in the file.
        model.Tensors.Count(tensor => tensor.Path.EndsWith("model.safetensors", StringComparison.Ordinal))
            .ShouldBe(folder.Tensors.Keys.Count(name => arch[0] != 'g' || !name.Contains("norm")));
    }

    [Fact]
    public void Norms_of_gemma_have_one_added()
    {
        using SyntheticFolder folder = new("gemma3");
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        Floats(model, "blk.1.attn_q_norm.weight").ShouldBe([.. folder.Values["model.layers.1.self_attn.q_norm.weight"].Select(value => value + 1)]);
        Floats(model, "output_norm.weight").ShouldBe([.. folder.Values["model.norm.weight"].Select(value => value + 1)]);
    }

    [Theory]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    public void A_query_scalar_that_readers_do_not_take_becomes_a_key_and_changes_no_weight(string type)
    {
        using SyntheticFolder folder = new(type);
        folder.Config!["query_pre_attn_scalar"] = 16;
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        model.Metadata.GetNumber($"{type}.attention.scale", 0, 1).ShouldBe(0.25);
        Floats(model, "blk.0.attn_q.weight").ShouldBe(folder.Values["model.layers.0.self_attn.q_proj.weight"]);
        if (type == "gemma3")
            Floats(model, "blk.0.attn_q_norm.weight").ShouldBe([.. folder.Values["model.layers.0.self_attn.q_norm.weight"].Select(value => value + 1)]);
    }

    [Fact]
    public void A_query_scalar_that_readers_take_is_no_key()
    {
        using SyntheticFolder folder = new("gemma2");
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        model.Metadata.Keys.ShouldNotContain("gemma2.attention.scale");
    }

    [Fact]
    public void Factors_of_llama_3_are_those_of_llama_cpp()
    {
        using GgufModel model = GgufModel.Open(TestData.Require("mini/mini-llama3-f32.gguf"));
        float[] factors = new RopeScaling("llama3", 8, 8192, 1, 4).FrequencyFactors(500000, 12);
        float[] expected = Floats(model, "rope_freqs.weight");
        factors.Length.ShouldBe(expected.Length);
        for (int i = 0; i < factors.Length; i++)
            factors[i].ShouldBe(expected[i], expected[i] * 1e-5f); // computed in binary32 there
        factors.Distinct().Count().ShouldBe(3); // left alone, between, scaled
    }

    [Fact]
    public void Rope_parameters_of_transformers_5_are_the_older_keys()
    {
        using SyntheticFolder folder = new("gemma3");
        folder.Config!["rope_parameters"] = JsonNode.Parse(
            """{"full_attention":{"rope_type":"linear","factor":8.0,"rope_theta":2e6},"sliding_attention":{"rope_type":"default","rope_theta":3e4}}""");
        folder.Config["layer_types"] = new JsonArray("sliding_attention", "full_attention");
        using GgufModel model = HuggingFaceModel.OpenAsGguf(folder.Write());
        model.Metadata.GetNumber("gemma3.rope.freq_base", 0, 1e9).ShouldBe(2e6);
        model.Metadata.GetNumber("gemma3.rope.freq_base_swa", 0, 1e9).ShouldBe(3e4);
        model.Metadata.GetString("gemma3.rope.scaling.type").ShouldBe("linear");
        model.Metadata.GetNumber("gemma3.rope.scaling.factor", 0, 1e9).ShouldBe(8);
        model.Metadata.GetInteger("gemma3.attention.sliding_window_pattern", 0, 9).ShouldBe(2);
    }

    [Fact]
    public void A_model_that_also_sees_is_opened_without_its_eyes()
    {
        using SyntheticFolder folder = new("gemma3");
        JsonObject text = folder.Config!;
        text.Remove("architectures");
        folder.Config = new JsonObject
        {
            ["architectures"] = new JsonArray("Gemma3ForConditionalGeneration"),
            ["model_type"] = "gemma3",
            ["text_config"] = text,
            ["vision_config"] = new JsonObject { ["hidden_size"] = 3 },
        };
        foreach (string name in folder.Tensors.Keys.ToArray())
        {
            folder.Tensors.Remove(name, out (SafetensorsType, long[]) tensor);
            folder.Tensors.Add("language_model." + name, tensor);
        }
        folder.Tensors.Add("vision_tower.patch.weight", (SafetensorsType.F32, [3, 3]));
        using HuggingFaceModel opened = HuggingFaceModel.Open(folder.Write());
        opened.Notes.ShouldHaveSingleItem().ShouldContain("left out: 1 of");
        opened.Tensors.Count.ShouldBe(folder.Tensors.Count - 1);
    }

    [Fact]
    public void Files_that_are_missing_are_named()
    {
        using SyntheticFolder folder = new();
        string path = folder.Write();
        File.Delete(Path.Combine(path, "tokenizer.json"));
        Should.Throw<FileNotFoundException>(() => HuggingFaceModel.OpenAsGguf(path)).Message.ShouldContain("tokenizer.json");
        File.Delete(Path.Combine(path, "config.json"));
        Should.Throw<FileNotFoundException>(() => HuggingFaceModel.OpenAsGguf(path)).Message.ShouldContain("config.json");
        Should.Throw<FileNotFoundException>(() => HuggingFaceModel.OpenAsGguf(Path.Combine(path, "other.safetensors"))).Message
            .ShouldContain("other.safetensors");
    }

    [Fact]
    public void Tensors_that_contradict_config_json_are_named()
    {
        using SyntheticFolder folder = new();
        folder.Tensors["model.layers.1.mlp.up_proj.weight"] = (SafetensorsType.F32, [12, 7]);
        ShouldName(folder, "tensor 'model.layers.1.mlp.up_proj.weight'", "shape [12, 8]", "[12, 7]");
        folder.Tensors["model.layers.1.mlp.up_proj.weight"] = (SafetensorsType.I8, [12, 8]);
        ShouldName(folder, "tensor 'model.layers.1.mlp.up_proj.weight'", "F32, F16, BF16", "I8");
        folder.Tensors.Remove("model.layers.1.mlp.up_proj.weight");
        ShouldName(folder, "tensor 'model.layers.1.mlp.up_proj.weight'", "found none");
        folder.Tensors["model.layers.1.mlp.up_proj.weight"] = (SafetensorsType.F32, [12, 8]);
        folder.Tensors["model.layers.0.self_attn.q_proj.lora_A"] = (SafetensorsType.F32, [8, 2]);
        ShouldName(folder, "tensor 'model.layers.0.self_attn.q_proj.lora_A'", "LlamaForCausalLM");
        folder.Tensors.Remove("model.layers.0.self_attn.q_proj.lora_A");
        folder.Tensors.Remove("lm_head.weight");
        ShouldName(folder, "tensor 'lm_head.weight'", "tie_word_embeddings");
        folder.Config!["tie_word_embeddings"] = true;
        HuggingFaceModel.OpenAsGguf(folder.Write()).Dispose();
    }

    static void ShouldName(SyntheticFolder folder, params string[] parts)
    {
        string message = Should.Throw<ModelFormatException>(() => HuggingFaceModel.OpenAsGguf(folder.Write())).Message;
        foreach (string part in parts)
            message.ShouldContain(part);
    }

    static float[] Floats(GgufModel model, string name)
    {
        model.TryGetTensor(name, out GgufTensor? tensor).ShouldBeTrue();
        using MappedView view = tensor!.View();
        return MemoryMarshal.Cast<byte, float>(view.Span(0, (int)tensor.ByteLength)).ToArray();
    }
}
