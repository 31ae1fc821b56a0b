using Lode.Formats;

namespace Lode.Inference.Architectures;

/// <summary>Reads hyper-parameters: the keys of the GGUF specification and of llama.cpp's converter.</summary>
static class HyperparameterReader
{
    const int MaxLength = HyperparameterSource.MaxLength;

    internal static Hyperparameters Read(GgufModel model, Architecture architecture)
    {
        HyperparameterSource source = new(model, architecture.Name);
        NeutralKeys.Check(source);
        int context = source.Integer("context_length", 1, int.MaxValue / 4);
        int embedding = source.Integer("embedding_length", 1, MaxLength);
        int layers = source.Integer("block_count", 1, HyperparameterSource.MaxLayers);
        (int heads, int keyValueHeads, int headDimension) = ReadHeads(source, embedding);
        (int experts, int used) = ReadExperts(source, architecture);
        (int window, int period) = ReadWindow(source, architecture);
        int scaledBy = layers == architecture.EmbeddingScaleLayers ? embedding / heads : headDimension;
        return new Hyperparameters
        {
            Architecture = architecture.Name,
            VocabularySize = VocabularySize(model),
            ContextLength = context,
            EmbeddingLength = embedding,
            LayerCount = layers,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadDimension = headDimension,
            FeedForwardLength = source.Integer(experts == 0 ? "feed_forward_length" : architecture.ExpertLengthKey, 1, MaxLength),
            NormEpsilon = source.Positive("attention.layer_norm_rms_epsilon"),
            Rope = RopeReader.Read(source, architecture, headDimension, context),
            EmbeddingScale = architecture.ScalesEmbedding ? MathF.Sqrt(embedding) : 1,
            AttentionScale = source.Positive("attention.scale", 1 / Math.Sqrt(scaledBy)),
            AttentionSoftCap = ReadSoftCap(source, "attn_logit_softcapping", architecture.AttentionSoftCap),
            FinalSoftCap = ReadSoftCap(source, "final_logit_softcapping", architecture.FinalSoftCap),
            SlidingWindow = window,
            WindowPeriod = period,
            ExpertCount = experts,
            ExpertUsedCount = used,
        };
    }

    static (int Heads, int KeyValueHeads, int Dimension) ReadHeads(HyperparameterSource source, int embedding)
    {
        int heads = source.Integer("attention.head_count", 1, 65536);
        int keyValueHeads = source.Integer("attention.head_count_kv", heads, 1, 65536);
        if (heads % keyValueHeads != 0)
            throw source.Refuse("attention.head_count_kv", $"a divisor of the {heads} heads", $"{keyValueHeads}");
        int dimension = source.Integer("attention.key_length", embedding / heads, 1, MaxLength);
        int valueLength = source.Integer("attention.value_length", dimension, 1, MaxLength);
        if (valueLength != dimension)
            throw source.Refuse("attention.value_length", $"the key length, {dimension}", $"{valueLength}");
        if ((long)heads * dimension > MaxLength)
            throw source.Refuse("attention.head_count", $"heads of {dimension} values that make {MaxLength} at most", $"{heads} heads");
        return (heads, keyValueHeads, dimension);
    }

    static (int Count, int Used) ReadExperts(HyperparameterSource source, Architecture architecture)
    {
        int experts = architecture.Experts == ExpertUse.Required
            ? source.Integer("expert_count", 1, 65536)
            : source.Integer("expert_count", 0, 0, 65536);
        if (experts > 0 && architecture.Experts == ExpertUse.None)
            throw source.Refuse("expert_count", "0", $"{experts}");
        return (experts, experts == 0 ? 0 : source.Integer("expert_used_count", 1, experts));
    }

    static (int Window, int Period) ReadWindow(HyperparameterSource source, Architecture architecture)
    {
        const string Key = "attention.sliding_window";
        const int Largest = int.MaxValue / 4;
        int window = architecture.Window is int usualWindow ? source.Integer(Key, usualWindow, 0, Largest) : source.Integer(Key, 0, Largest);
        if (window == 0)
            return (0, 0);
        if (architecture.WindowPeriod is not int usual)
            throw source.Refuse(Key, "0", $"{window}");
        return (window, source.Integer("attention.sliding_window_pattern", usual, 0, HyperparameterSource.MaxLayers + 1));
    }

    static float ReadSoftCap(HyperparameterSource source, string key, double? usual)
    {
        float cap = source.PositiveOrZero(key, usual ?? 0);
        return cap == 0 || usual is not null ? cap : throw source.Refuse(key, "0", $"{cap}");
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
}
