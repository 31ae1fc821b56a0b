namespace Lode.Weights.HuggingFace;

/// <summary>The tensors of all architectures side by side: what differs between two of them is in the columns of this table.</summary>
/// <remarks>
/// Source of the names: the classes of transformers (<c>modeling_*.py</c>) on one side, the GGUF specification and llama.cpp's
/// <c>gguf-py/gguf/tensor_mapping.py</c> on the other. The order is that in which a forward pass reads them, which is the order in the file.
/// </remarks>
static class TensorTable
{
    /// <summary>GGUF turns adjacent pairs of a head for these, where Hugging Face always turns its halves.</summary>
    const Family Interleaved = Family.Llama | Family.Mistral;
    const Family Halves = Family.All & ~Interleaved;
    const string Attention = "self_attn.";

    /// <summary>Tensors before the layers.</summary>
    public static IReadOnlyList<TensorRow> Before { get; } =
    [
        new("token_embd.weight", "model.embed_tokens.weight", Extent.Vocabulary, Extent.Embedding),
    ];

    /// <summary>Tensors of each layer.</summary>
    public static IReadOnlyList<TensorRow> Layer { get; } =
    [
        .. Norm("attn_norm.weight", "input_layernorm.weight", Extent.Embedding),
        new("attn_q.weight", Attention + "q_proj.weight", Extent.Queries, Extent.Embedding, Interleaved, TensorChange.RotaryRows),
        new("attn_q.weight", Attention + "q_proj.weight", Extent.Queries, Extent.Embedding, Family.Qwen2 | Family.Qwen3 | Family.Gemma3),
        new("attn_q.weight", Attention + "q_proj.weight", Extent.Queries, Extent.Embedding, Family.Gemma2, TensorChange.Scaled),
        new("attn_k.weight", Attention + "k_proj.weight", Extent.Keys, Extent.Embedding, Interleaved, TensorChange.RotaryRows),
        new("attn_k.weight", Attention + "k_proj.weight", Extent.Keys, Extent.Embedding, Halves),
        new("attn_v.weight", Attention + "v_proj.weight", Extent.Keys, Extent.Embedding),
        new("attn_q.bias", Attention + "q_proj.bias", Extent.Queries, Extent.None, Family.Qwen2),
        new("attn_q.bias", Attention + "q_proj.bias", Extent.Queries, Extent.None, Family.Llama, TensorChange.RotaryRows) { When = Biases },
        new("attn_k.bias", Attention + "k_proj.bias", Extent.Keys, Extent.None, Family.Qwen2),
        new("attn_k.bias", Attention + "k_proj.bias", Extent.Keys, Extent.None, Family.Llama, TensorChange.RotaryRows) { When = Biases },
        new("attn_v.bias", Attention + "v_proj.bias", Extent.Keys, Extent.None, Family.Qwen2),
        new("attn_v.bias", Attention + "v_proj.bias", Extent.Keys, Extent.None, Family.Llama) { When = Biases },
        new("attn_q_norm.weight", Attention + "q_norm.weight", Extent.Head, Extent.None, Family.Qwen3),
        new("attn_q_norm.weight", Attention + "q_norm.weight", Extent.Head, Extent.None, Family.Gemma3, TensorChange.PlusOne | TensorChange.Scaled),
        new("attn_k_norm.weight", Attention + "k_norm.weight", Extent.Head, Extent.None, Family.Qwen3),
        new("attn_k_norm.weight", Attention + "k_norm.weight", Extent.Head, Extent.None, Family.Gemma3, TensorChange.PlusOne),
        new("attn_output.weight", Attention + "o_proj.weight", Extent.Embedding, Extent.Queries),
        new("attn_output.bias", Attention + "o_proj.bias", Extent.Embedding, Extent.None, Family.Llama) { When = Biases },
        new("post_attention_norm.weight", "post_attention_layernorm.weight", Extent.Embedding, Extent.None, Family.Gemma, TensorChange.PlusOne),
        new("ffn_norm.weight", "post_attention_layernorm.weight", Extent.Embedding, Extent.None, Family.Plain),
        new("ffn_norm.weight", "pre_feedforward_layernorm.weight", Extent.Embedding, Extent.None, Family.Gemma, TensorChange.PlusOne),
        new("ffn_gate.weight", "mlp.gate_proj.weight", Extent.FeedForward, Extent.Embedding),
        new("ffn_up.weight", "mlp.up_proj.weight", Extent.FeedForward, Extent.Embedding),
        new("ffn_down.weight", "mlp.down_proj.weight", Extent.Embedding, Extent.FeedForward),
        new("post_ffw_norm.weight", "post_feedforward_layernorm.weight", Extent.Embedding, Extent.None, Family.Gemma, TensorChange.PlusOne),
    ];

    /// <summary>Tensors after the layers.</summary>
    public static IReadOnlyList<TensorRow> After { get; } =
    [
        .. Norm("output_norm.weight", "model.norm.weight", Extent.Embedding),
        new("output.weight", "lm_head.weight", Extent.Vocabulary, Extent.Embedding) { When = static config => !config.IsTied },
    ];

    static bool Biases(ModelConfig config) => config.HasBiases;

    static TensorRow[] Norm(string gguf, string huggingFace, Extent rows) =>
    [
        new(gguf, huggingFace, rows, Extent.None, Family.Plain),
        new(gguf, huggingFace, rows, Extent.None, Family.Gemma, TensorChange.PlusOne),
    ];
}
