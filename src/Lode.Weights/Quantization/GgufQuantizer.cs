using Lode.Formats;

namespace Lode.Weights.Quantization;

/// <summary>Quantises GGUF models: one file in other types out of one or several.</summary>
public static class GgufQuantizer
{
    /// <summary>The version of ggml's block layouts, <c>GGML_QNT_VERSION</c>.</summary>
    const uint QuantizationVersion = 2;

    const string FileTypeKey = "general.file_type";
    const string VersionKey = "general.quantization_version";

    /// <summary>What said that the source was split, or how it is aligned; the writer says the latter anew.</summary>
    static readonly string[] s_dropped = ["split.no", "split.count", "split.tensors.count", "general.alignment"];

    /// <summary>Writes a model in other types. The source is read by position, front to back.</summary>
    /// <param name="model">
    /// The source, of which only the headers are needed (<see cref="GgufModel.OpenHeader"/>); all parts of a split one become one file.
    /// </param>
    /// <param name="path">Where to; the source's own path is fine, as it is replaced at the end.</param>
    /// <param name="options">To what.</param>
    /// <param name="pipeline">How.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <exception cref="ModelFormatException">
    /// A tensor cannot be decoded or is quantised already, a value is infinite, not a number or too large, or a file became shorter.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read or written, or there is not enough room.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static QuantizationResult Quantize(
        GgufModel model, string path, QuantizationOptions options, PipelineOptions pipeline, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (PackedModel.IsPacked(model.Metadata))
            throw new ModelFormatException(model.Path, $"metadata '{PackedModel.VersionKey}'", "a model that is not packed", "one that is", "unpack the model first: lode unpack");
        Dictionary<string, SourceFile> files = [];
        try
        {
            foreach (GgufTensor tensor in model.Tensors)
            {
                if (!files.ContainsKey(tensor.Path))
                    files.Add(tensor.Path, new SourceFile(tensor.Path));
            }
            TensorTask[] tasks = Plan(model, options, files);
            return TensorFileWriter.Write(path, model.Files[0].Alignment, writer => CopyMetadata(model.Metadata, writer, options.FileType),
                tasks, pipeline, cancellation);
        }
        finally
        {
            foreach (SourceFile file in files.Values)
                file.Dispose();
        }
    }

    static TensorTask[] Plan(GgufModel model, QuantizationOptions options, Dictionary<string, SourceFile> files)
    {
        TensorDescription[] descriptions =
            [.. model.Tensors.Select(tensor => new TensorDescription(tensor.Name, tensor.Type, tensor.Dimensions.ToArray()))];
        TensorTypeChoice[] choices = TensorTypeChooser.Choose(ModelTraits.Of(model.Metadata), descriptions, options);
        TensorTask[] tasks = new TensorTask[choices.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            GgufTensor tensor = model.Tensors[i];
            CheckSource(tensor, choices[i].Type, options);
            FileTensorSource source = new(files[tensor.Path], tensor.Offset, tensor.Type);
            tasks[i] = new TensorTask(tensor.Name, tensor.Dimensions, choices[i].Type, source) { Wanted = choices[i].Wanted };
        }
        return tasks;
    }

    static void CheckSource(GgufTensor tensor, GgmlType target, QuantizationOptions options)
    {
        if (tensor.Type == target)
            return;
        if (!TensorTask.CanDecode(tensor.Type))
        {
            throw tensor.Error("a type that can be decoded", GgmlTypes.Name(tensor.Type),
                "start from a file of F32, F16 or BF16, which quantised ones are made of");
        }
        if (GgmlTypes.IsQuantized(tensor.Type) && !options.AllowRequantize)
        {
            throw tensor.Error("F32, F16 or BF16", GgmlTypes.Name(tensor.Type),
                "quantising twice adds up the errors: start from the file that this one was made of, or insist with --allow-requantize");
        }
    }

    static void CopyMetadata(GgufMetadata source, GgufWriter writer, ModelFileType type)
    {
        foreach (string key in source.Keys)
        {
            if (key == FileTypeKey)
                writer.Add(key, type.Id);
            else if (key == VersionKey)
                writer.Add(key, QuantizationVersion);
            else if (!s_dropped.Contains(key) && source.TryGet(key, out GgufValue value))
                writer.Add(key, value);
        }
        if (!source.TryGet(FileTypeKey, out _))
            writer.Add(FileTypeKey, type.Id);
        if (!source.TryGet(VersionKey, out _))
            writer.Add(VersionKey, QuantizationVersion);
    }
}
