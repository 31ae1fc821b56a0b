namespace Lode.Packing;

/// <summary>The order in which a step reads tensors: the embedding, layer by layer, the output.</summary>
static class ExecutionOrder
{
    const string LayerPrefix = "blk.";
    const int Front = -1;
    const int Back = int.MaxValue;

    /// <summary>What comes before the layers; the rest behind them.</summary>
    static readonly string[] s_front = ["token_embd.weight", "rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"];

    static readonly string[] s_back = ["output_norm.weight", "output.weight"];

    /// <summary>Of a layer, as the graph reads them, whatever the architecture. What is not here comes at its end.</summary>
    static readonly string[] s_layer =
    [
        "attn_norm.weight",
        "attn_qkv.weight", "attn_q.weight", "attn_k.weight", "attn_v.weight",
        "attn_q.bias", "attn_k.bias", "attn_v.bias",
        "attn_q_norm.weight", "attn_k_norm.weight",
        "attn_output.weight", "attn_output.bias", "post_attention_norm.weight",
        "ffn_norm.weight",
        "ffn_gate_inp.weight",
        "ffn_gate_up_exps.weight", "ffn_gate_exps.weight", "ffn_up_exps.weight", "ffn_down_exps.weight",
        "ffn_gate_up.weight", "ffn_gate.weight", "ffn_up.weight", "ffn_down.weight",
        "post_ffw_norm.weight",
    ];

    /// <summary>Which section of the file a tensor lies in: what comes before the layers, a layer, or what comes behind them.</summary>
    public static int SectionOf(string name) => TryLayer(name, out int layer, out _) ? layer : s_front.Contains(name) ? Front : Back;

    /// <summary>The place of a tensor among those of its section; those that are not known share the last.</summary>
    public static int PlaceOf(string name)
    {
        string[] order = TryLayer(name, out _, out string suffix) ? s_layer : s_front.Contains(name) ? s_front : s_back;
        int place = Array.IndexOf(order, suffix);
        return place < 0 ? order.Length : place;
    }

    static bool TryLayer(string name, out int layer, out string suffix)
    {
        layer = 0;
        suffix = name;
        int dot = name.StartsWith(LayerPrefix, StringComparison.Ordinal) ? name.IndexOf('.', LayerPrefix.Length) : -1;
        if (dot < 0 || !int.TryParse(name.AsSpan(LayerPrefix.Length, dot - LayerPrefix.Length), out layer) || layer is < 0 or Back)
            return false;
        suffix = name[(dot + 1)..];
        return true;
    }
}
