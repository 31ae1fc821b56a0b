using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Finds the tensors that config.json promises, with the shapes it promises, and leaves none unexplained.</summary>
sealed class TensorPlan
{
    const string Contradiction = "config.json and the tensors contradict each other; get the folder again";
    const string Layers = "model.layers.";

    /// <summary>Parts of models that also see: they are left out, and the model reads text only.</summary>
    static readonly string[] s_vision = ["vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector."];

    readonly ModelConfig _config;
    readonly SafetensorsModel _source;
    readonly Dictionary<string, SafetensorsTensor> _waiting = [];
    readonly List<PlannedTensor> _tensors = [];

    TensorPlan(ModelConfig config, SafetensorsModel source)
    {
        _config = config;
        _source = source;
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="config">What is promised.</param>
    /// <param name="source">The tensors.</param>
    /// <param name="notes">Takes what is left out.</param>
    /// <exception cref="ModelFormatException">A tensor is missing, has another shape or type, or is one too many.</exception>
    public static IReadOnlyList<PlannedTensor> Make(ModelConfig config, SafetensorsModel source, List<string> notes)
    {
        TensorPlan plan = new(config, source);
        plan.Collect(notes);
        plan.Take(TensorTable.Before, "", "");
        for (int layer = 0; layer < config.LayerCount; layer++)
            plan.Take(TensorTable.Layer, $"blk.{layer}.", $"{Layers}{layer}.");
        plan.Take(TensorTable.After, "", "");
        plan.CheckAllUsed();
        return plan._tensors;
    }

    void Collect(List<string> notes)
    {
        int vision = 0;
        foreach (SafetensorsTensor tensor in _source.Tensors)
        {
            if (s_vision.Any(part => tensor.Name.StartsWith(part, StringComparison.Ordinal)))
            {
                vision++;
                continue;
            }
            string name = TextName(tensor.Name);
            if (!_waiting.TryAdd(name, tensor))
                throw tensor.Error($"one tensor for '{name}'", $"also '{_waiting[name].Name}'", Contradiction);
        }
        if (vision > 0)
            notes.Add($"left out: {vision} of the tensors with which the model sees images");
    }

    /// <summary>Models that also see have their language model under a name of its own, before or inside <c>model.</c></summary>
    static string TextName(string name)
    {
        const string Outer = "language_model.";
        const string Inner = "model.language_model.";
        return name.StartsWith(Outer, StringComparison.Ordinal) ? name[Outer.Length..]
            : name.StartsWith(Inner, StringComparison.Ordinal) ? $"model.{name[Inner.Length..]}"
            : name;
    }

    void Take(IReadOnlyList<TensorRow> rows, string gguf, string huggingFace)
    {
        foreach (TensorRow row in rows)
        {
            if ((row.Families & _config.Architecture.Family) != 0 && row.When(_config))
                Take(row, gguf + row.Gguf, huggingFace + row.HuggingFace);
        }
    }

    void Take(TensorRow row, string gguf, string huggingFace)
    {
        if (!_waiting.Remove(huggingFace, out SafetensorsTensor? tensor))
        {
            throw new ModelFormatException(_source.Path, ModelFormatException.Tensor(huggingFace), "a tensor of this name", "none",
                row.HuggingFace == "lm_head.weight" ? $"{Contradiction} ('tie_word_embeddings' is false there)" : Contradiction);
        }
        long[] wanted = row.Columns == Extent.None ? [Length(row.Rows)] : [Length(row.Rows), Length(row.Columns)];
        if (!tensor.Shape.SequenceEqual(wanted))
            throw tensor.Error($"shape [{string.Join(", ", wanted)}]", $"[{string.Join(", ", tensor.Shape.ToArray())}]", Contradiction);
        if (!SafetensorsTypes.TryToGgml(tensor.Type, out GgmlType type) || type is not (GgmlType.F32 or GgmlType.F16 or GgmlType.BF16))
        {
            throw tensor.Error("one of the types F32, F16, BF16", SafetensorsTypes.Name(tensor.Type),
                "get the model with unquantised weights, as it was first published");
        }
        TensorChange change = _config.QueryFactor == 1 ? row.Change & ~TensorChange.Scaled : row.Change;
        double factor = (change & TensorChange.Scaled) == 0 ? 1 : _config.QueryFactor;
        Array.Reverse(wanted);
        _tensors.Add(new PlannedTensor(gguf, tensor, type, wanted, change, factor, _config.HeadDimension));
    }

    long Length(Extent extent) => extent switch
    {
        Extent.Vocabulary => _config.VocabularySize,
        Extent.Embedding => _config.EmbeddingLength,
        Extent.FeedForward => _config.FeedForwardLength,
        Extent.Queries => (long)_config.HeadCount * _config.HeadDimension,
        Extent.Keys => (long)_config.KeyValueHeadCount * _config.HeadDimension,
        _ => _config.HeadDimension,
    };

    /// <summary>
    /// A tensor that nothing asked for is computed with in the original, but for the copy of a tied matrix and for rotary frequencies, which
    /// old files had.
    /// </summary>
    void CheckAllUsed()
    {
        foreach ((string name, SafetensorsTensor tensor) in _waiting)
        {
            bool isKnown = (name == "lm_head.weight" && _config.IsTied) || name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);
            if (!isKnown)
            {
                throw tensor.Error($"only tensors that {_config.Architecture.ClassName} computes with", "one that it does not know",
                    "this model is a variant of the architecture that is not supported");
            }
        }
    }
}
