using System.Globalization;
using System.Text.Json;
using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Reads config.json and generation_config.json. Every key that changes the arithmetic is understood, or refused by name.</summary>
/// <remarks>
/// The meaning of keys, and the values of missing ones, are those of the classes of transformers (<c>configuration_*.py</c>,
/// <c>modeling_*.py</c>). Those classes look at no other keys, so other keys are left alone here too.
/// </remarks>
static class ConfigReader
{
    // No model comes near these; they keep products of hostile values inside 64 bits.
    const int MaxLength = 1 << 24;
    const int MaxLayers = 4096;
    const string Unsupported = "this variant of the architecture is not supported";
    const string Contradiction = "config.json contradicts itself; get it again";

    /// <summary>Keys that must say nothing new: the one value that they may have beside null, and how messages call it.</summary>
    static readonly (string Key, string Neutral, string Expected)[] s_neutral =
    [
        ("quantization_config", "", "nothing: only F32, F16 and BF16 tensors can be read"),
        ("auto_map", "", "nothing: the model brings code of its own, which is not run"),
        ("dual_chunk_attention_config", "", "nothing"),
        ("partial_rotary_factor", "1", "1"),
        ("mlp_bias", "false", "false"),
        ("use_bidirectional_attention", "false", "false"),
        ("is_encoder_decoder", "false", "false"),
        ("add_cross_attention", "false", "false"),
        ("use_mrope", "false", "false"),
        ("num_local_experts", "0", "0"),
        ("num_experts", "0", "0"),
    ];

    /// <summary>Reads the files of a folder.</summary>
    /// <exception cref="FileNotFoundException">There is no config.json.</exception>
    /// <exception cref="ModelFormatException">A file is damaged, or the model cannot be expressed exactly.</exception>
    public static ModelConfig Read(string folder)
    {
        JsonSection root = JsonFile.Read(Path.Combine(folder, "config.json"));
        JsonSection? generation = JsonFile.Find(Path.Combine(folder, "generation_config.json"));
        (JsonSection config, Architecture architecture) = FindText(root);
        CheckNeutral(root);
        if (!ReferenceEquals(root, config))
            CheckNeutral(config);

        bool isGemma3 = architecture.Family == Family.Gemma3; // nested ones leave out what the class has as default
        int heads = isGemma3 ? config.FindInteger("num_attention_heads", 1, 65536) ?? 8 : config.GetInteger("num_attention_heads", 1, 65536);
        int keyHeads = config.FindInteger("num_key_value_heads", 1, 65536) ?? (isGemma3 ? 4 : heads);
        if (heads % keyHeads != 0)
            throw config.Error("num_key_value_heads", $"a divisor of the {heads} heads", Contradiction);
        int embedding = config.GetInteger("hidden_size", 1, MaxLength);
        int layers = config.GetInteger("num_hidden_layers", 1, MaxLayers);
        int context = config.FindInteger("max_position_embeddings", 1, int.MaxValue / 4)
            ?? (isGemma3 ? 131072 : throw config.Error("max_position_embeddings", "an integer"));
        int dimension = ReadHeadDimension(config, architecture, embedding, heads);
        (double ropeBase, double? localBase, RopeScaling? scaling) = RopeReader.Read(config, architecture, context);
        (int window, int period) = WindowReader.Read(config, architecture, layers);
        CheckActivation(config, architecture);
        (double queryFactor, double? attentionScale) = ReadAttentionScale(config, architecture, layers, embedding, heads, dimension);
        return new ModelConfig
        {
            File = config.File,
            Architecture = architecture,
            VocabularySize = config.FindInteger("vocab_size", 1, MaxLength)
                ?? (isGemma3 ? 262208 : throw config.Error("vocab_size", "an integer")),
            ContextLength = context,
            EmbeddingLength = embedding,
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = keyHeads,
            HeadDimension = dimension,
            FeedForwardLength = config.GetInteger("intermediate_size", 1, MaxLength),
            NormEpsilon = config.FindNumber("rms_norm_eps", 1e-30, 1) ?? 1e-6,
            RopeBase = ropeBase,
            LocalRopeBase = localBase,
            RopeScaling = scaling,
            SlidingWindow = window,
            WindowPeriod = period,
            AttentionSoftCap = ReadSoftCap(config, architecture, "attn_logit_softcapping"),
            FinalSoftCap = ReadSoftCap(config, architecture, "final_logit_softcapping"),
            QueryFactor = queryFactor,
            AttentionScale = attentionScale,
            IsTied = config.FindBoolean("tie_word_embeddings") ?? root.GetBoolean("tie_word_embeddings", architecture.IsGemma),
            HasBiases = ReadBiases(config, architecture),
            BeginId = FindId(config, root, "bos_token_id"),
            PaddingId = FindId(config, root, "pad_token_id"),
            EndIds = ReadEndIds(config, root, generation),
        };
    }

    /// <summary>The part of the file that describes the language model: a model that also sees has it under <c>text_config</c>.</summary>
    static (JsonSection Config, Architecture Architecture) FindText(JsonSection root)
    {
        string[] classes = root.FindStrings("architectures") ?? [];
        string type = root.FindString("model_type") ?? throw root.Error("model_type", "a string");
        JsonSection config = root;
        if (type == "gemma3")
        {
            config = root.FindObject("text_config") ?? throw root.Error("text_config", "an object");
            type = config.FindString("model_type") ?? "gemma3_text";
        }
        Architecture architecture = Architecture.All.FirstOrDefault(one => one.ModelType == type) ?? throw config.Error(
            "model_type", $"one of {string.Join(", ", Architecture.All.Select(one => $"'{one.ModelType}'"))}",
            "this architecture is not supported; use a GGUF file of it, or a model of a supported one");
        string[] allowed = ReferenceEquals(config, root) ? [architecture.ClassName] : ["Gemma3ForConditionalGeneration", architecture.ClassName];
        foreach (string name in classes)
        {
            if (!allowed.Contains(name))
                throw root.Error("architectures", $"'{allowed[0]}', not '{name}'", "only models that generate text are supported");
        }
        return (config, architecture);
    }

    static void CheckNeutral(JsonSection config)
    {
        foreach ((string key, string neutral, string expected) in s_neutral)
        {
            if (!config.TryGet(key, out JsonElement value))
                continue;
            string found = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : JsonSection.Describe(value);
            if (found != neutral)
                throw config.Error(key, expected, Unsupported);
        }
    }

    static int ReadHeadDimension(JsonSection config, Architecture architecture, int embedding, int heads)
    {
        int? stated = config.FindInteger("head_dim", 1, MaxLength);
        if (stated is null && architecture.IsGemma)
            stated = architecture.Family == Family.Gemma3 ? 256 : throw config.Error("head_dim", "an integer");
        if (stated is null && architecture.Family == Family.Qwen3)
            stated = 128; // the class has it so, whatever the other numbers are
        if (stated is null && embedding % heads != 0)
            throw config.Error("hidden_size", $"a multiple of the {heads} heads", Contradiction);
        int dimension = stated ?? embedding / heads;
        if (dimension % 2 != 0 || (long)dimension * heads > MaxLength)
            throw config.Error(config.Has("head_dim") ? "head_dim" : "hidden_size", $"an even head dimension, {MaxLength} values for all heads", Contradiction);
        return dimension;
    }

    static void CheckActivation(JsonSection config, Architecture architecture)
    {
        (string key, string name) = architecture.Activation;
        if (config.FindString(key) is string found && found != name)
            throw config.Error(key, $"'{name}'", Unsupported);
    }

    static double? ReadSoftCap(JsonSection config, Architecture architecture, string key)
    {
        if (architecture.Family == Family.Gemma2) // GGUF cannot say that there is none
            return config.GetNumber(key, 1e-3, 1e30);
        return architecture.IsGemma && config.Has(key) ? throw config.Error(key, "null", Unsupported) : null;
    }

    /// <summary>
    /// Attention is scaled by 1 / sqrt(query_pre_attn_scalar). llama.cpp does not read the number: it takes the head dimension, or
    /// embedding / heads for models of certain numbers of layers.
    /// </summary>
    static (double QueryFactor, double? Scale) ReadAttentionScale(
        JsonSection config, Architecture architecture, int layers, int embedding, int heads, int dimension)
    {
        if (!architecture.IsGemma)
            return (1, null);
        double scalar = config.FindNumber("query_pre_attn_scalar", 1e-3, 1e9) ?? 256;
        double taken = layers == architecture.EmbeddingScaleLayers ? embedding / heads : dimension;
        return scalar == taken ? (1, null) : (Math.Sqrt(taken / scalar), 1 / Math.Sqrt(scalar));
    }

    static bool ReadBiases(JsonSection config, Architecture architecture)
    {
        if (architecture.Family is Family.Mistral or Family.Qwen2) // these do not look at the key
            return false;
        bool biases = config.GetBoolean("attention_bias", false);
        return !biases || architecture.OptionalBiases ? biases : throw config.Error("attention_bias", "false", Unsupported);
    }

    static int? FindId(JsonSection config, JsonSection root, string key) =>
        config.FindIntegers(key, -1, MaxLength).Concat(root.FindIntegers(key, -1, MaxLength)).Cast<int?>().FirstOrDefault(id => id >= 0);

    static int[] ReadEndIds(JsonSection config, JsonSection root, JsonSection? generation)
    {
        const string Key = "eos_token_id";
        IEnumerable<int> ids = generation?.FindIntegers(Key, -1, MaxLength) ?? [];
        return [.. ids.Concat(config.FindIntegers(Key, -1, MaxLength)).Concat(root.FindIntegers(Key, -1, MaxLength)).Where(id => id >= 0).Distinct()];
    }
}
