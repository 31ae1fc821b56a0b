using System.Globalization;
using Lode.Formats;

namespace Lode.Inference.Architectures;

/// <summary>Hyper-parameters that change the arithmetic in a way that is not computed: each may only say that nothing is changed.</summary>
static class NeutralKeys
{
    /// <summary>Keys without the architecture's name, and the values that change nothing.</summary>
    static readonly (string Key, double[] Neutral)[] s_keys =
    [
        ("attention.causal", [1]),
        ("attention.max_alibi_bias", [0]),
        ("attention.clamp_kqv", [0]),
        ("attention.temperature_scale", [0]),
        ("use_parallel_residual", [0]),
        ("logit_scale", [0, 1]),
        ("residual_scale", [0, 1]),
        ("embedding_scale", [0, 1]),
        ("rope.scaling.yarn_ext_factor", [1]),
        ("rope.scaling.yarn_log_multiplier", [0]),
        ("expert_gating_func", [0, 1]), // 1 is softmax
        ("expert_shared_count", [0]),
        ("expert_shared_feed_forward_length", [0]),
        ("expert_group_count", [0, 1]),
        ("expert_weights_norm", [1]),
        ("expert_weights_scale", [0, 1]),
        ("leading_dense_block_count", [0]),
        ("interleave_moe_layer_step", [0, 1]),
        ("nextn_predict_layers", [0]),
    ];

    /// <exception cref="ModelFormatException">A key says something else.</exception>
    internal static void Check(HyperparameterSource source)
    {
        foreach ((string key, double[] neutral) in s_keys)
        {
            if (!source.TryGet(key, out GgufValue value))
                continue;
            double found = value.Type == GgufValueType.Bool ? value.AsBoolean() ? 1 : 0 : value.AsNumber();
            if (!neutral.Contains(found))
            {
                string[] allowed = [.. neutral.Select(number => number.ToString(CultureInfo.InvariantCulture))];
                throw source.Refuse(key, string.Join(" or ", allowed), found.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
