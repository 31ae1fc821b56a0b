namespace Lode.Weights.Quantization;

/// <summary>Tells by its name what a tensor does, and whether it may be quantised.</summary>
/// <remarks>Source: the rules of llama.cpp's <c>llama-quant.cpp</c>, so that files are alike.</remarks>
static class TensorRoles
{
    /// <summary>
    /// Parts of names of matrices that stay as they are: small ones on which much depends, and ones that are not factors of a product.
    /// </summary>
    static readonly string[] s_keptParts =
    [
        "_norm.weight",
        "ffn_gate_inp.weight", "ffn_gate_tid2eid.weight", // routers of experts
        "altup", "laurel", "per_layer_model_proj", // Gemma 3n
        "ssm_conv1d", "shortconv.conv.weight", // short convolutions
        "indexer.k_proj.weight", "indexer.q_proj.weight",
        "time_mix_first.weight", "time_mix_w0.weight", "time_mix_w1.weight", "time_mix_w2.weight", "time_mix_v0.weight", "time_mix_v1.weight",
        "time_mix_v2.weight", "time_mix_a0.weight", "time_mix_a1.weight", "time_mix_a2.weight", "time_mix_g1.weight", "time_mix_g2.weight",
        "time_mix_decay_w1.weight", "time_mix_decay_w2.weight", "time_mix_lerp_fused.weight", // RWKV
        "attn_rel_b.weight", ".position_embd", "sam.pos_embd", "sam.neck.", "sam.net_", ".rel_pos", ".patch_embd", ".patch_merger", // positions and images
        "a.rvq.codebook", "mm.a.code_embd", // sound
    ];

    static readonly (string Part, TensorRole Role)[] s_parts =
    [
        ("attn_qkv.weight", TensorRole.AttentionValue),
        ("attn_kv_b.weight", TensorRole.AttentionValue),
        ("attn_v.weight", TensorRole.AttentionValue),
        ("attn_k.weight", TensorRole.AttentionKey),
        ("attn_output.weight", TensorRole.AttentionOutput),
        ("ffn_down", TensorRole.FeedForwardDown),
    ];

    /// <summary>The role of a tensor.</summary>
    public static TensorRole Of(string name)
    {
        switch (name)
        {
            case "output.weight":
                return TensorRole.Output;
            case "token_embd.weight" or "per_layer_token_embd.weight":
                return TensorRole.TokenEmbedding;
        }
        foreach ((string part, TensorRole role) in s_parts)
        {
            if (name.Contains(part, StringComparison.Ordinal))
                return role;
        }
        return TensorRole.Other;
    }

    /// <summary>Whether a tensor keeps its type whatever is asked for: vectors, norms, routers and the like.</summary>
    public static bool IsKept(TensorDescription tensor) =>
        tensor.Rank < 2
        || !tensor.Name.EndsWith("weight", StringComparison.Ordinal)
        || tensor.Name is "position_embd.weight" or "token_types.weight"
        || s_keptParts.Any(part => tensor.Name.Contains(part, StringComparison.Ordinal));
}
