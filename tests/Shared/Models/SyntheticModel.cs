using System.Runtime.InteropServices;
using Lode.Formats;

namespace Lode.Tests;

/// <summary>Small models of every architecture with random weights, for tests that need no oracle and no data.</summary>
/// <remarks>The vocabulary is byte-level: 256 bytes, then a begin and an end token, and a few merged words.</remarks>
sealed record SyntheticModel
{
    public int Embedding { get; init; } = 48;
    public int Layers { get; init; } = 2;
    public int Heads { get; init; } = 4;
    public int KeyValueHeads { get; init; } = 2;
    public int HeadDimension { get; init; } = 12;

    /// <summary>What the metadata says of the head dimension, where it lies.</summary>
    public int? DeclaredHeadDimension { get; init; }

    public int FeedForward { get; init; } = 80;
    public int Context { get; init; } = 256;
    public int Experts { get; init; }
    public int ExpertsUsed { get; init; } = 2;
    public bool Biases { get; init; }
    public bool Tied { get; init; } = true;
    public string Architecture { get; init; } = "llama";
    public string? RopeScaling { get; init; }
    public string? RopeLayout { get; init; }

    /// <summary>The factor of a scaling, where the metadata has one.</summary>
    public float? RopeFactor { get; init; }

    /// <summary>Values of a head that are rotated; null for all.</summary>
    public int? Rotated { get; init; }

    /// <summary>Whether there are factors of LongRoPE, for contexts beyond 64 positions and for others.</summary>
    public bool HasLongRope { get; init; }

    /// <summary>Positions that a token attends to; 0 for all before it.</summary>
    public int Window { get; init; }

    /// <summary>Every so manieth layer has no window; null leaves it to the architecture.</summary>
    public int? WindowPeriod { get; init; }

    /// <summary>Which layers have the window, as an array: a form of the key above that Lode does not read.</summary>
    public bool[]? WindowArray { get; init; }

    /// <summary>A hyper-parameter more, with the architecture's name before its key.</summary>
    public (string Key, double Value)? ExtraKey { get; init; }

    /// <summary>Whether the router's weights are no numbers.</summary>
    public bool SpoilRouter { get; init; }

    public string? ExtraTensor { get; init; }
    public string? LeaveOut { get; init; }
    public int Seed { get; init; } = 1;

    /// <summary>The architectures that Lode runs.</summary>
    public static string[] Architectures => ["llama", "qwen2", "qwen3", "qwen3moe", "gemma2", "gemma3", "phi3"];

    /// <summary>A model in which everything happens that tells an architecture from the others.</summary>
    public static SyntheticModel Of(string architecture) => new()
    {
        Architecture = architecture,
        Layers = architecture == "gemma3" ? 3 : 2,
        Window = IsGemmaName(architecture) ? 11 : 0,
        WindowPeriod = architecture == "gemma3" ? 3 : null,
        Experts = architecture == "qwen3moe" ? 5 : 0,
        Biases = architecture is "llama" or "qwen2",
        Rotated = architecture == "phi3" ? 8 : null,
        HasLongRope = architecture == "phi3",
    };

    public const int BeginOfText = 256;
    public const int EndOfText = 257;

    /// <summary>Writes the model and returns its path.</summary>
    public string Write(string path)
    {
        using FileStream stream = File.Create(path);
        using GgufWriter writer = new(stream);
        writer.Add("general.architecture", Architecture);
        writer.Add(Architecture + ".context_length", (uint)Context);
        writer.Add(Architecture + ".embedding_length", (uint)Embedding);
        writer.Add(Architecture + ".block_count", (uint)Layers);
        writer.Add(Architecture + ".feed_forward_length", (uint)FeedForward);
        writer.Add(Architecture + ".attention.head_count", (uint)Heads);
        writer.Add(Architecture + ".attention.head_count_kv", (uint)KeyValueHeads);
        writer.Add(Architecture + ".attention.key_length", (uint)(DeclaredHeadDimension ?? HeadDimension));
        writer.Add(Architecture + ".attention.value_length", (uint)(DeclaredHeadDimension ?? HeadDimension));
        writer.Add(Architecture + ".rope.dimension_count", (uint)(Rotated ?? HeadDimension));
        writer.Add(Architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
        if (RopeScaling is not null)
            writer.Add(Architecture + ".rope.scaling.type", RopeScaling);
        if (RopeFactor is float factor)
            writer.Add(Architecture + ".rope.scaling.factor", factor);
        if (HasLongRope || RopeScaling == "yarn")
            writer.Add(Architecture + ".rope.scaling.original_context_length", 64u);
        if (HasLongRope)
            writer.Add(Architecture + ".rope.scaling.attn_factor", 1.19f);
        if (RopeLayout is not null)
            writer.Add(Architecture + ".rope.layout", RopeLayout);
        if (Window > 0)
            writer.Add(Architecture + ".attention.sliding_window", (uint)Window);
        if (WindowPeriod is int period)
            writer.Add(Architecture + ".attention.sliding_window_pattern", (uint)period);
        if (WindowArray is not null)
            writer.AddArray<bool>(Architecture + ".attention.sliding_window_pattern", WindowArray);
        if (ExtraKey is { } extra)
            writer.Add($"{Architecture}.{extra.Key}", (float)extra.Value);
        if (Experts > 0)
        {
            if (Architecture == "qwen3moe")
                writer.Add(Architecture + ".expert_feed_forward_length", (uint)FeedForward);
            writer.Add(Architecture + ".expert_count", (uint)Experts);
            writer.Add(Architecture + ".expert_used_count", (uint)ExpertsUsed);
        }
        string[] vocabulary = Vocabulary();
        writer.Add("tokenizer.ggml.model", "gpt2");
        writer.Add("tokenizer.ggml.pre", "gpt-2");
        writer.AddArray("tokenizer.ggml.tokens", vocabulary);
        writer.AddArray("tokenizer.ggml.token_type", [.. vocabulary.Select((_, i) => i is BeginOfText or EndOfText ? 3 : 1)]);
        writer.AddArray("tokenizer.ggml.merges", ["t h", "th e"]);
        writer.Add("tokenizer.ggml.bos_token_id", (uint)BeginOfText);
        writer.Add("tokenizer.ggml.eos_token_id", (uint)EndOfText);
        writer.Add("tokenizer.ggml.add_bos_token", true);

        SyntheticModel stored = DeclaredHeadDimension is null ? this : this with { Heads = 4, KeyValueHeads = 2 };
        List<(string Name, long[] Shape)> tensors = [.. stored.Tensors(vocabulary.Length).Where(tensor => tensor.Name != LeaveOut)];
        foreach ((string name, long[] shape) in tensors)
            writer.AddTensor(name, GgmlType.F32, shape);
        Random random = new(Seed);
        foreach ((string name, long[] shape) in tensors)
        {
            float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            bool isNorm = name.EndsWith("norm.weight", StringComparison.Ordinal);
            bool isFactor = name.StartsWith("rope_factors", StringComparison.Ordinal);
            double spread = 2 / Math.Sqrt(shape[0]);
            for (int i = 0; i < values.Length; i++)
                values[i] = isNorm ? (float)(0.75 + random.NextDouble() / 2) : isFactor ? 1 + i * (float)random.NextDouble() : (float)((random.NextDouble() - 0.5) * 2 * spread);
            if (SpoilRouter && name.EndsWith("ffn_gate_inp.weight", StringComparison.Ordinal))
                values.AsSpan().Fill(float.NaN);
            writer.WriteTensor(MemoryMarshal.AsBytes<float>(values));
        }
        writer.Complete();
        return path;
    }

    IEnumerable<(string Name, long[] Shape)> Tensors(int vocabulary)
    {
        yield return ("token_embd.weight", [Embedding, vocabulary]);
        yield return ("output_norm.weight", [Embedding]);
        if (!Tied)
            yield return ("output.weight", [Embedding, vocabulary]);
        if (HasLongRope)
        {
            yield return ("rope_factors_long.weight", [(Rotated ?? HeadDimension) / 2]);
            yield return ("rope_factors_short.weight", [(Rotated ?? HeadDimension) / 2]);
        }
        for (int layer = 0; layer < Layers; layer++)
        {
            string p = $"blk.{layer}.";
            yield return (p + "attn_norm.weight", [Embedding]);
            if (Architecture == "phi3")
            {
                yield return (p + "attn_qkv.weight", [Embedding, (Heads + 2 * KeyValueHeads) * HeadDimension]);
            }
            else
            {
                yield return (p + "attn_q.weight", [Embedding, Heads * HeadDimension]);
                yield return (p + "attn_k.weight", [Embedding, KeyValueHeads * HeadDimension]);
                yield return (p + "attn_v.weight", [Embedding, KeyValueHeads * HeadDimension]);
            }
            if (Architecture is "qwen3" or "qwen3moe" or "gemma3")
            {
                yield return (p + "attn_q_norm.weight", [HeadDimension]);
                yield return (p + "attn_k_norm.weight", [HeadDimension]);
            }
            if (IsGemmaName(Architecture))
            {
                yield return (p + "post_attention_norm.weight", [Embedding]);
                yield return (p + "post_ffw_norm.weight", [Embedding]);
            }
            yield return (p + "attn_output.weight", [Heads * HeadDimension, Embedding]);
            if (Biases)
            {
                yield return (p + "attn_q.bias", [Heads * HeadDimension]);
                yield return (p + "attn_k.bias", [KeyValueHeads * HeadDimension]);
                yield return (p + "attn_v.bias", [KeyValueHeads * HeadDimension]);
                if (Architecture == "llama")
                    yield return (p + "attn_output.bias", [Embedding]);
            }
            yield return (p + "ffn_norm.weight", [Embedding]);
            if (Architecture == "phi3")
            {
                yield return (p + "ffn_up.weight", [Embedding, 2 * FeedForward]);
                yield return (p + "ffn_down.weight", [FeedForward, Embedding]);
            }
            else if (Experts == 0)
            {
                yield return (p + "ffn_gate.weight", [Embedding, FeedForward]);
                yield return (p + "ffn_up.weight", [Embedding, FeedForward]);
                yield return (p + "ffn_down.weight", [FeedForward, Embedding]);
            }
            else
            {
                yield return (p + "ffn_gate_inp.weight", [Embedding, Experts]);
                yield return (p + "ffn_gate_exps.weight", [Embedding, FeedForward, Experts]);
                yield return (p + "ffn_up_exps.weight", [Embedding, FeedForward, Experts]);
                yield return (p + "ffn_down_exps.weight", [FeedForward, Embedding, Experts]);
            }
        }
        if (ExtraTensor is not null)
            yield return (ExtraTensor, [8]);
    }

    static bool IsGemmaName(string architecture) => architecture.StartsWith("gemma", StringComparison.Ordinal);

    /// <summary>The byte-level alphabet of GPT-2 in the order of the bytes, then the special tokens and two merges.</summary>
    static string[] Vocabulary()
    {
        List<string> tokens = [];
        int extra = 0;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            tokens.Add(((char)(printable ? b : 256 + extra++)).ToString());
        }
        return [.. tokens, "<|begin|>", "<|end|>", "th", "the"];
    }
}
