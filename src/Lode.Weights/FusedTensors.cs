namespace Lode.Weights;

/// <summary>Matrices with the same inputs that a packed file has as one, row under row, so that they are one run through memory.</summary>
/// <param name="Suffix">The name behind <c>blk.N.</c></param>
/// <param name="Parts">The matrices in their order, named likewise. Of stacks, such as experts, each slice has those of its number.</param>
public sealed record FusedTensors(string Suffix, IReadOnlyList<string> Parts)
{
    /// <summary>Queries, keys and values.</summary>
    public static FusedTensors QueryKeyValue { get; } = new("attn_qkv.weight", ["attn_q.weight", "attn_k.weight", "attn_v.weight"]);

    /// <summary>Both inputs of a gated activation.</summary>
    public static FusedTensors GateUp { get; } = new("ffn_gate_up.weight", ["ffn_gate.weight", "ffn_up.weight"]);

    /// <summary>The same of all experts.</summary>
    public static FusedTensors ExpertGateUp { get; } = new("ffn_gate_up_exps.weight", ["ffn_gate_exps.weight", "ffn_up_exps.weight"]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FusedTensors> All { get; } = [QueryKeyValue, GateUp, ExpertGateUp];

    /// <summary>The group that a tensor can be a part of; null where there is none.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="prefix">What its name has in front of the suffix.</param>
    public static FusedTensors? Of(string name, out string prefix)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (FusedTensors group in All)
        {
            foreach (string part in group.Parts)
            {
                if (name.Length > part.Length && name.EndsWith(part, StringComparison.Ordinal) && name[^(part.Length + 1)] == '.')
                {
                    prefix = name[..^part.Length];
                    return group;
                }
            }
        }
        prefix = "";
        return null;
    }
}
