using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>The rule by which a mix gives sensitive tensors more bits.</summary>
/// <remarks>
/// Source: <c>llama_tensor_get_type_impl</c> of llama.cpp's <c>llama-quant.cpp</c>, for the file types that Lode writes and without an
/// importance matrix. In words: the output matrix, or the embedding where it serves as such, gets Q6_K (Q8_0 in a Q8_0 file or where rows
/// are not whole blocks). In <c>_M</c> mixes half of the layers (<see cref="GetsMoreBits"/>) get Q6_K for attention values and
/// <c>ffn_down</c>; in <c>Q4_K_S</c> the first four layers get Q5_K for the values and the first eighth for <c>ffn_down</c>. Models with
/// eight experts get Q8_0 for keys and values, which are small beside the experts, and Q5_K for the attention output of 4-bit mixes;
/// models of 70 billion parameters never less than Q5_K for the values.
/// </remarks>
sealed class TypeMix(ModelTraits model, QuantizationOptions options, bool tied)
{
    readonly ModelFileType _mix = options.FileType;
    readonly GgmlType _base = options.FileType.Base;

    bool IsFalcon => model.Architecture == "falcon";

    bool HasEightExperts => model.Experts == 8;

    bool IsMedium => _mix == ModelFileType.Q4_K_M || _mix == ModelFileType.Q5_K_M;

    bool IsFourBits => _mix == ModelFileType.Q4_K_M || _mix == ModelFileType.Q4_K_S;

    /// <param name="role">What the tensor does.</param>
    /// <param name="columns">The length of its rows.</param>
    /// <param name="index">Its number among those of the role, layer by layer.</param>
    /// <param name="count">How many of the role there are.</param>
    public GgmlType Choose(TensorRole role, long columns, int index, int count) => role switch
    {
        TensorRole.Output => Output(columns),
        TensorRole.TokenEmbedding when tied => Output(columns),
        TensorRole.AttentionValue => Value(index, count),
        TensorRole.AttentionKey when HasEightExperts => GgmlType.Q8_0,
        TensorRole.AttentionOutput when HasEightExperts && IsFourBits && !IsFalcon => GgmlType.Q5_K,
        TensorRole.FeedForwardDown => Down(index, count),
        _ => _base,
    };

    /// <summary>The first and the last eighth of the layers, and every third between.</summary>
    public static bool GetsMoreBits(int layer, int layers) =>
        layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;

    GgmlType Output(long columns)
    {
        if (options.OutputType is { } asked)
            return asked;
        return IsFalcon || _base == GgmlType.Q8_0 || columns % GgmlTypes.BlockSize(_base) != 0 ? GgmlType.Q8_0 : GgmlType.Q6_K;
    }

    GgmlType Value(int index, int count)
    {
        if (HasEightExperts)
            return GgmlType.Q8_0;
        if (IsMedium && GetsMoreBits(index, count))
            return GgmlType.Q6_K;
        bool more = (_mix == ModelFileType.Q4_K_S && index < 4) || (_base == GgmlType.Q4_K && model.SharesValuesWidely);
        return more ? GgmlType.Q5_K : _base;
    }

    GgmlType Down(int index, int count)
    {
        bool more = GetsMoreBits(index, count);
        if (IsFalcon && _mix == ModelFileType.Q4_K_M)
            return index < count / 16 ? GgmlType.Q6_K : more ? GgmlType.Q5_K : _base;
        if (IsMedium && more)
            return GgmlType.Q6_K;
        return _mix == ModelFileType.Q4_K_S && !IsFalcon && index < count / 8 ? GgmlType.Q5_K : _base;
    }
}
