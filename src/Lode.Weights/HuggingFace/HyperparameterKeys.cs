using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Turns config.json into the keys of GGUF, named as llama.cpp's converter names them.</summary>
static class HyperparameterKeys
{
    /// <summary>Adds the keys.</summary>
    public static void Add(GgufWriter writer, ModelConfig config, string name)
    {
        string prefix = config.Architecture.GgufName + ".";
        writer.Add("general.architecture", config.Architecture.GgufName);
        writer.Add("general.type", "model");
        writer.Add("general.name", name);
        writer.Add(prefix + "vocab_size", (uint)config.VocabularySize);
        writer.Add(prefix + "context_length", (uint)config.ContextLength);
        writer.Add(prefix + "embedding_length", (uint)config.EmbeddingLength);
        writer.Add(prefix + "block_count", (uint)config.LayerCount);
        writer.Add(prefix + "feed_forward_length", (uint)config.FeedForwardLength);
        writer.Add(prefix + "attention.head_count", (uint)config.HeadCount);
        writer.Add(prefix + "attention.head_count_kv", (uint)config.KeyValueHeadCount);
        writer.Add(prefix + "attention.key_length", (uint)config.HeadDimension);
        writer.Add(prefix + "attention.value_length", (uint)config.HeadDimension);
        writer.Add(prefix + "attention.layer_norm_rms_epsilon", (float)config.NormEpsilon);
        writer.Add(prefix + "rope.dimension_count", (uint)config.HeadDimension);
        writer.Add(prefix + "rope.freq_base", (float)config.RopeBase);
        if (config.LocalRopeBase is double local)
            writer.Add(prefix + "rope.freq_base_swa", (float)local);
        AddScaling(writer, config.RopeScaling, prefix);
        if (config.SlidingWindow > 0)
            writer.Add(prefix + "attention.sliding_window", (uint)config.SlidingWindow);
        if (config.WindowPeriod > 0)
            writer.Add(prefix + "attention.sliding_window_pattern", (uint)config.WindowPeriod);
        if (config.AttentionSoftCap is double attention)
            writer.Add(prefix + "attn_logit_softcapping", (float)attention);
        if (config.FinalSoftCap is double final)
            writer.Add(prefix + "final_logit_softcapping", (float)final);
    }

    static void AddScaling(GgufWriter writer, RopeScaling? scaling, string prefix)
    {
        if (scaling is null or { Kind: "llama3" }) // that one is the tensor rope_freqs.weight
            return;
        writer.Add(prefix + "rope.scaling.type", scaling.Kind);
        writer.Add(prefix + "rope.scaling.factor", (float)scaling.Factor);
        if (scaling.Kind == "yarn")
            writer.Add(prefix + "rope.scaling.original_context_length", (uint)scaling.OriginalContext);
    }
}
