using System.Runtime.InteropServices;
using Lode.Formats;

namespace Lode.Tests;

/// <summary>Small llama models with random weights, for tests that need no oracle and no data.</summary>
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

    /// <summary>Positions that a token attends to; 0 for all before it.</summary>
    public int Window { get; init; }

    public string? ExtraTensor { get; init; }
    public string? LeaveOut { get; init; }
    public int Seed { get; init; } = 1;

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
        writer.Add(Architecture + ".rope.dimension_count", (uint)HeadDimension);
        writer.Add(Architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
        if (RopeScaling is not null)
            writer.Add(Architecture + ".rope.scaling.type", RopeScaling);
        if (RopeLayout is not null)
            writer.Add(Architecture + ".rope.layout", RopeLayout);
        if (Window > 0)
            writer.Add(Architecture + ".attention.sliding_window", (uint)Window);
        if (Experts > 0)
        {
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
            double spread = 2 / Math.Sqrt(shape[0]);
            for (int i = 0; i < values.Length; i++)
                values[i] = isNorm ? 1 : (float)((random.NextDouble() - 0.5) * 2 * spread);
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
        for (int layer = 0; layer < Layers; layer++)
        {
            string p = $"blk.{layer}.";
            yield return (p + "attn_norm.weight", [Embedding]);
            yield return (p + "attn_q.weight", [Embedding, Heads * HeadDimension]);
            yield return (p + "attn_k.weight", [Embedding, KeyValueHeads * HeadDimension]);
            yield return (p + "attn_v.weight", [Embedding, KeyValueHeads * HeadDimension]);
            yield return (p + "attn_output.weight", [Heads * HeadDimension, Embedding]);
            if (Biases)
            {
                yield return (p + "attn_q.bias", [Heads * HeadDimension]);
                yield return (p + "attn_k.bias", [KeyValueHeads * HeadDimension]);
                yield return (p + "attn_v.bias", [KeyValueHeads * HeadDimension]);
                yield return (p + "attn_output.bias", [Embedding]);
            }
            yield return (p + "ffn_norm.weight", [Embedding]);
            if (Experts == 0)
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
