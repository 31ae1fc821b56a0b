using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>Chooses the types of a model's tensors as llama.cpp's quantizer does.</summary>
public static class TensorTypeChooser
{
    /// <summary>Chooses.</summary>
    /// <param name="model">What the tensors belong to.</param>
    /// <param name="tensors">All tensors of the model, in any order: the choice for one depends on which others there are.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>One choice per tensor, in the same order. Vectors, norms, routers and the like keep their type.</returns>
    public static TensorTypeChoice[] Choose(ModelTraits model, IReadOnlyList<TensorDescription> tensors, QuantizationOptions options)
    {
        TensorRole[] roles = [.. tensors.Select(tensor => TensorRoles.Of(tensor.Name))];
        TypeMix mix = new(model, options, tied: !roles.Contains(TensorRole.Output));
        int values = roles.Count(role => role == TensorRole.AttentionValue);
        int value = 0, down = 0;
        TensorTypeChoice[] choices = new TensorTypeChoice[tensors.Count];
        foreach (int i in Enumerable.Range(0, tensors.Count).OrderBy(i => tensors[i].Layer).ThenBy(i => tensors[i].Name, StringComparer.Ordinal))
        {
            TensorDescription tensor = tensors[i];
            if (TensorRoles.IsKept(tensor))
            {
                choices[i] = new TensorTypeChoice(tensor.Type, null);
                continue;
            }
            (int index, int count) = roles[i] switch
            {
                TensorRole.AttentionValue => (value++, values),
                // Experts of old files are one tensor each, so that counting them tells nothing of the layer.
                TensorRole.FeedForwardDown => (model.Experts > 1 ? tensor.Layer : down++, model.Layers),
                _ => (0, 0),
            };
            choices[i] = Fitting(Wanted(tensor, roles[i], index, count), tensor.Dimensions[0]);
        }
        return choices;

        GgmlType Wanted(TensorDescription tensor, TensorRole role, int index, int count)
        {
            GgmlType? asked = role switch
            {
                TensorRole.TokenEmbedding => options.TokenEmbeddingType,
                TensorRole.Output => options.OutputType,
                _ => null,
            };
            if (asked is { } type)
                return type;
            if (!GgmlTypes.IsQuantized(options.FileType.Base))
                return options.FileType.Base;
            if (options.Overrides.FirstOrDefault(one => one.Pattern.IsMatch(tensor.Name)) is { } match)
                return match.Type;
            return options.Pure ? options.FileType.Base : mix.Choose(role, tensor.Dimensions[0], index, count);
        }
    }

    /// <summary>The type itself, or one with smaller blocks and at least as many bits that the rows are whole blocks of.</summary>
    static TensorTypeChoice Fitting(GgmlType wanted, long columns)
    {
        if (columns % GgmlTypes.BlockSize(wanted) == 0)
            return new TensorTypeChoice(wanted, null);
        GgmlType type = wanted switch
        {
            GgmlType.Q4_K => GgmlType.Q5_0,
            GgmlType.Q5_K => GgmlType.Q5_1,
            GgmlType.Q6_K => GgmlType.Q8_0,
            _ => GgmlType.F16,
        };
        return new TensorTypeChoice(columns % GgmlTypes.BlockSize(type) == 0 ? type : GgmlType.F16, wanted);
    }
}
