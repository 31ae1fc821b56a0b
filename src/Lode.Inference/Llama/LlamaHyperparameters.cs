using Lode.Formats;

namespace Lode.Inference.Llama;

/// <summary>Reads the hyper-parameters of the llama architecture (keys of the GGUF specification and of llama.cpp's converter).</summary>
static class LlamaHyperparameters
{
    // No model comes near these; they keep products of hostile values inside 64 bits and buffers inside reason.
    const int MaxLength = 1 << 24;
    const int MaxLayers = 4096;

    internal static Hyperparameters Read(GgufModel model)
    {
        GgufMetadata metadata = model.Metadata;
        string prefix = metadata.GetString("general.architecture") + ".";
        int embedding = (int)metadata.GetInteger(prefix + "embedding_length", 1, MaxLength);
        int heads = (int)metadata.GetInteger(prefix + "attention.head_count", 1, 65536);
        int keyValueHeads = (int)metadata.GetInteger(prefix + "attention.head_count_kv", heads, 1, 65536);
        if (heads % keyValueHeads != 0)
            throw Refuse(model, prefix + "attention.head_count_kv", $"a divisor of the {heads} heads", $"{keyValueHeads}");
        int headDimension = (int)metadata.GetInteger(prefix + "attention.key_length", embedding / heads, 1, MaxLength);
        int valueLength = (int)metadata.GetInteger(prefix + "attention.value_length", headDimension, 1, MaxLength);
        if (valueLength != headDimension)
            throw Refuse(model, prefix + "attention.value_length", $"the key length, {headDimension}", $"{valueLength}");
        if ((long)heads * headDimension > MaxLength)
            throw Refuse(model, prefix + "attention.head_count", $"heads of {headDimension} values that make {MaxLength} at most", $"{heads} heads");
        int rotated = (int)metadata.GetInteger(prefix + "rope.dimension_count", headDimension, 2, MaxLength);
        if (rotated % 2 != 0 || rotated > headDimension)
            throw Refuse(model, prefix + "rope.dimension_count", $"an even number up to {headDimension}", $"{rotated}");
        int experts = (int)metadata.GetInteger(prefix + "expert_count", 0, 0, 65536);
        return new Hyperparameters
        {
            Architecture = metadata.GetString("general.architecture"),
            VocabularySize = VocabularySize(model),
            ContextLength = (int)metadata.GetInteger(prefix + "context_length", 1, int.MaxValue / 4),
            EmbeddingLength = embedding,
            LayerCount = (int)metadata.GetInteger(prefix + "block_count", 1, MaxLayers),
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadDimension = headDimension,
            FeedForwardLength = (int)metadata.GetInteger(prefix + "feed_forward_length", 1, MaxLength),
            NormEpsilon = Positive(model, prefix + "attention.layer_norm_rms_epsilon", null),
            RopeDimensions = rotated,
            RopeBase = Positive(model, prefix + "rope.freq_base", 10000),
            RopeScale = RopeScale(model, prefix),
            RopeLayout = RopeLayoutOf(model, prefix + "rope.layout"),
            SlidingWindow = (int)metadata.GetInteger(prefix + "attention.sliding_window", 0, 0, int.MaxValue / 4),
            ExpertCount = experts,
            ExpertUsedCount = experts == 0 ? 0 : (int)metadata.GetInteger(prefix + "expert_used_count", 1, experts),
        };
    }

    /// <summary>The embedding's rows: metadata may leave the number out, and the tensor is what counts.</summary>
    static int VocabularySize(GgufModel model)
    {
        const string Name = "token_embd.weight";
        if (!model.TryGetTensor(Name, out GgufTensor? embedding) || embedding.Dimensions.Length < 2 || embedding.Dimensions[1] > MaxLength)
        {
            throw new ModelFormatException(model.Path, ModelFormatException.Tensor(Name), "a matrix with a row per token",
                "none", "this is not a complete model (a vocabulary-only file, or one part of several)");
        }
        return (int)embedding.Dimensions[1];
    }

    static double RopeScale(GgufModel model, string prefix)
    {
        string key = prefix + "rope.scaling.type";
        switch (model.Metadata.FindString(key))
        {
            case null:
                return Positive(model, prefix + "rope.scale_linear", 1); // the older key
            case "none":
                return 1;
            case "linear":
                return Positive(model, prefix + "rope.scaling.factor", 1);
            case string other:
                throw Refuse(model, key, "'none' or 'linear' (Llama 3's scaling comes as the tensor rope_freqs)", $"'{other}'");
        }
    }

    /// <summary>No file has this key; the metadata of a Hugging Face folder that is opened as it is has it.</summary>
    static RopeLayout RopeLayoutOf(GgufModel model, string key) => model.Metadata.FindString(key) switch
    {
        null or "pairs" => RopeLayout.Pairs,
        "halves" => RopeLayout.Halves,
        string other => throw Refuse(model, key, "'pairs' or 'halves'", $"'{other}'"),
    };

    static float Positive(GgufModel model, string key, double? fallback)
    {
        const double Smallest = 1e-30;
        const double Largest = 1e30;
        return (float)(fallback is double number
            ? model.Metadata.GetNumber(key, number, Smallest, Largest)
            : model.Metadata.GetNumber(key, Smallest, Largest));
    }

    static ModelFormatException Refuse(GgufModel model, string key, string expected, string found) =>
        new(model.Path, ModelFormatException.Key(key), expected, found, "this variant of the llama architecture is not supported");
}
