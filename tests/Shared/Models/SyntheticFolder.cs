using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lode.Formats;

namespace Lode.Tests;

/// <summary>A small Hugging Face folder with random weights; tests change one thing and see what comes of it.</summary>
sealed class SyntheticFolder : IDisposable
{
    const int Embedding = 8;
    const int FeedForward = 12;
    const int Vocabulary = 262;

    public SyntheticFolder(string type = "llama")
    {
        Path = Directory.CreateTempSubdirectory("lode-folder-").FullName;
        bool isGemma = type.StartsWith("gemma", StringComparison.Ordinal);
        Config = new JsonObject
        {
            ["architectures"] = new JsonArray(ClassName(type)),
            ["model_type"] = type == "gemma3" ? "gemma3_text" : type,
            ["hidden_size"] = Embedding,
            ["num_attention_heads"] = 2,
            ["num_key_value_heads"] = 1,
            ["head_dim"] = 4,
            ["intermediate_size"] = FeedForward,
            ["num_hidden_layers"] = 2,
            ["rms_norm_eps"] = 1e-5,
            ["max_position_embeddings"] = 64,
            ["vocab_size"] = Vocabulary,
            ["tie_word_embeddings"] = isGemma,
            [isGemma ? "hidden_activation" : "hidden_act"] = isGemma ? "gelu_pytorch_tanh" : "silu",
            ["eos_token_id"] = 257,
        };
        if (isGemma)
        {
            Config["query_pre_attn_scalar"] = 4;
            Config["sliding_window"] = 8;
        }
        if (type == "gemma2")
        {
            Config["attn_logit_softcapping"] = 50.0;
            Config["final_logit_softcapping"] = 30.0;
        }
        Tokenizer = ByteLevel();
        TokenizerConfig = new JsonObject { ["bos_token"] = "<|begin|>", ["eos_token"] = "<|end|>" };
        AddTensors(type, isGemma);
    }

    public string Path { get; }

    /// <summary>config.json; null leaves it out.</summary>
    public JsonObject? Config { get; set; }

    /// <summary>tokenizer.json; null leaves it out.</summary>
    public JsonObject? Tokenizer { get; set; }

    /// <summary>tokenizer_config.json; null leaves it out.</summary>
    public JsonObject? TokenizerConfig { get; set; }

    /// <summary>generation_config.json; null leaves it out.</summary>
    public JsonObject? GenerationConfig { get; set; }

    /// <summary>Shapes and types of the tensors by name.</summary>
    public OrderedDictionary<string, (SafetensorsType Type, long[] Shape)> Tensors { get; } = [];

    /// <summary>The values as they are written, by name.</summary>
    public Dictionary<string, float[]> Values { get; } = [];

    /// <summary>Writes all files.</summary>
    /// <returns>The folder.</returns>
    public string Write()
    {
        WriteJson("config.json", Config);
        WriteJson("tokenizer.json", Tokenizer);
        WriteJson("tokenizer_config.json", TokenizerConfig);
        WriteJson("generation_config.json", GenerationConfig);
        using FileStream stream = File.Create(System.IO.Path.Combine(Path, "model.safetensors"));
        using SafetensorsWriter writer = new(stream);
        foreach ((string name, (SafetensorsType type, long[] shape)) in Tensors)
            writer.AddTensor(name, type, shape);
        Random random = new(1);
        foreach ((string name, (SafetensorsType type, long[] shape)) in Tensors)
        {
            float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)];
            if (type == SafetensorsType.BF16) // exact, so that nothing is rounded twice
                values = [.. values.Select(value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000))];
            Values[name] = values;
            writer.WriteTensor(type switch
            {
                SafetensorsType.F32 => MemoryMarshal.AsBytes<float>(values),
                SafetensorsType.BF16 => MemoryMarshal.AsBytes<ushort>([.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]),
                SafetensorsType.F16 => MemoryMarshal.AsBytes<Half>([.. values.Select(value => (Half)value)]),
                _ => new byte[values.Length * SafetensorsTypes.Bits(type) / 8],
            });
        }
        writer.Complete();
        return Path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A byte-level vocabulary: all bytes, begin, end, two merges and a token that is no text.</summary>
    public static JsonObject ByteLevel()
    {
        JsonObject vocabulary = [];
        int extra = 0;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            vocabulary[((char)(printable ? b : 256 + extra++)).ToString()] = b;
        }
        vocabulary["th"] = 258;
        vocabulary["the"] = 259;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(Added(256, "<|begin|>"), Added(257, "<|end|>"), Added(260, "<|im_end|>")),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["post_processor"] = new JsonObject { ["type"] = "ByteLevel" },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray("t h", new JsonArray("th", "e")),
            },
        };
    }

    /// <summary>A SentencePiece vocabulary: unknown, begin, end, all bytes, and 'a', 'b', 'ab', U+2581 with their merges.</summary>
    public static JsonObject SentencePiece()
    {
        JsonObject vocabulary = new() { ["<unk>"] = 0, ["<s>"] = 1, ["</s>"] = 2 };
        for (int b = 0; b < 256; b++)
            vocabulary[$"<0x{b:X2}>"] = 3 + b;
        string[] words = ["a", "b"];
        foreach (string word in words)
            vocabulary[word] = vocabulary.Count;
        vocabulary["ab"] = vocabulary.Count;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(Added(0, "<unk>"), Added(1, "<s>"), Added(2, "</s>")),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "Replace",
                ["pattern"] = new JsonObject { ["String"] = " " },
                ["content"] = "\u2581",
            },
            ["pre_tokenizer"] = null,
            ["post_processor"] = null,
            ["decoder"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["decoders"] = new JsonArray(
                    new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = "\u2581" }, ["content"] = " " },
                    new JsonObject { ["type"] = "ByteFallback" },
                    new JsonObject { ["type"] = "Fuse" }),
            },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<unk>",
                ["byte_fallback"] = true,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray("a b"),
            },
        };
    }

    public static JsonObject Added(int id, string content) => new() { ["id"] = id, ["content"] = content, ["special"] = true };

    static string ClassName(string type) => string.Concat(type[..1].ToUpperInvariant(), type.AsSpan(1), "ForCausalLM");

    void AddTensors(string type, bool isGemma)
    {
        Add("model.embed_tokens.weight", Vocabulary, Embedding);
        for (int layer = 0; layer < 2; layer++)
        {
            string p = $"model.layers.{layer}.";
            Add(p + "input_layernorm.weight", Embedding);
            Add(p + "self_attn.q_proj.weight", 8, Embedding);
            Add(p + "self_attn.k_proj.weight", 4, Embedding);
            Add(p + "self_attn.v_proj.weight", 4, Embedding);
            if (type == "qwen2")
            {
                Add(p + "self_attn.q_proj.bias", 8);
                Add(p + "self_attn.k_proj.bias", 4);
                Add(p + "self_attn.v_proj.bias", 4);
            }
            if (type is "qwen3" or "gemma3")
            {
                Add(p + "self_attn.q_norm.weight", 4);
                Add(p + "self_attn.k_norm.weight", 4);
            }
            Add(p + "self_attn.o_proj.weight", Embedding, 8);
            Add(p + "post_attention_layernorm.weight", Embedding);
            if (isGemma)
            {
                Add(p + "pre_feedforward_layernorm.weight", Embedding);
                Add(p + "post_feedforward_layernorm.weight", Embedding);
            }
            Add(p + "mlp.gate_proj.weight", FeedForward, Embedding);
            Add(p + "mlp.up_proj.weight", FeedForward, Embedding);
            Add(p + "mlp.down_proj.weight", Embedding, FeedForward);
        }
        Add("model.norm.weight", Embedding);
        if (!isGemma)
            Add("lm_head.weight", Vocabulary, Embedding);
    }

    void Add(string name, params long[] shape) => Tensors.Add(name, (SafetensorsType.F32, shape));

    void WriteJson(string name, JsonObject? content)
    {
        if (content is not null)
            File.WriteAllText(System.IO.Path.Combine(Path, name), content.ToJsonString());
    }
}
