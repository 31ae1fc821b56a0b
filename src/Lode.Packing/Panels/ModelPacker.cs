using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Panels;
using Lode.Weights;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>Lays the matrices of a GGUF model in panels, which the fast kernels multiply where they lie, and back again.</summary>
/// <remarks>
/// No bit of a weight is lost, and no byte is added to a tensor: see <see cref="PanelLayout"/>. Memory is bounded, however large the model.
/// Matrices stay in rows if there is no kernel for their type in panels, or if their height is not a multiple of 16.
/// </remarks>
public static class ModelPacker
{
    /// <summary>Tensors begin at multiples of this, so that a row of a panel does not reach over the end of a cache line.</summary>
    const int Alignment = 64;

    /// <summary>What says that a source was split, or how it is aligned; the writer says the latter anew.</summary>
    static readonly string[] s_dropped =
        ["split.no", "split.count", "split.tensors.count", "general.alignment", PackedModel.VersionKey, PackedModel.SourceAlignmentKey];

    /// <summary>Writes a model with its matrices in panels.</summary>
    /// <param name="source">A GGUF file, any part of a split one.</param>
    /// <param name="output">The file to write; it appears complete or not at all, and may be the source.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <exception cref="ModelFormatException">The source is damaged, or packed already.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or there is not enough room.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackingResult Pack(string source, string output, PipelineOptions options, CancellationToken cancellation = default)
    {
        using GgufModel model = GgufModel.OpenHeader(source);
        if (PackedModel.IsPacked(model.Metadata) || model.Tensors.Any(tensor => GgmlTypes.IsPanels(tensor.Type)))
            throw new ModelFormatException(source, $"metadata '{PackedModel.VersionKey}'", "a model that is not packed", "one that is", "it can be run as it is");
        int alignment = model.Files[0].Alignment;
        return Write(model, output, Math.Max(alignment, Alignment), PackedType, writer =>
        {
            writer.Add(PackedModel.VersionKey, PackedModel.Version);
            writer.Add(PackedModel.SourceAlignmentKey, (uint)alignment);
        }, options, cancellation);
    }

    /// <summary>Writes a packed model as it was: every tensor has the bytes that it had before it was packed.</summary>
    /// <param name="source">A packed GGUF file.</param>
    /// <param name="output">The file to write; it appears complete or not at all, and may be the source.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <exception cref="ModelFormatException">The source is damaged, or not packed, or by another version.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or there is not enough room.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackingResult Unpack(string source, string output, PipelineOptions options, CancellationToken cancellation = default)
    {
        using GgufModel model = GgufModel.OpenHeader(source);
        if (!PackedModel.IsPacked(model.Metadata))
            throw new ModelFormatException(source, $"metadata '{PackedModel.VersionKey}'", "a packed model", "one that is not", "it is what unpacking would make of it");
        PackedModel.Check(model);
        return Write(model, output, SourceAlignment(model), tensor => GgmlTypes.OfElements(tensor.Type), _ => { }, options, cancellation);
    }

    static int SourceAlignment(GgufModel model)
    {
        long alignment = model.Metadata.TryGet(PackedModel.SourceAlignmentKey, out GgufValue value) && value.Type == GgufValueType.UInt32
            ? value.AsInteger()
            : 0;
        return alignment is > 0 and <= 1 << 20 && (alignment & (alignment - 1)) == 0 ? (int)alignment : model.Files[0].Alignment;
    }

    static GgmlType PackedType(GgufTensor tensor)
    {
        ReadOnlySpan<long> shape = tensor.Dimensions;
        TensorFormat format = (TensorFormat)tensor.Type;
        return shape.Length is 2 or 3 && TensorFormats.IsSupported(format) && PanelLayout.IsSupported(format, shape[1])
            && PanelLayout.PanelBytes(format, shape[0]) <= PanelSource.MaxPanelBytes
            ? GgmlTypes.ToPanels(tensor.Type)
            : tensor.Type;
    }

    static PackingResult Write(GgufModel model, string output, int alignment, Func<GgufTensor, GgmlType> typeOf,
        Action<GgufWriter> addKeys, PipelineOptions options, CancellationToken cancellation)
    {
        Dictionary<string, SourceFile> files = [];
        try
        {
            foreach (string path in model.Tensors.Select(tensor => tensor.Path).Distinct())
                files.Add(path, new SourceFile(path));
            TensorTask[] tasks = [.. model.Tensors.Select(tensor => Task(tensor, typeOf(tensor), files[tensor.Path]))];
            QuantizationResult written = TensorFileWriter.Write(output, alignment, writer =>
            {
                foreach (string key in model.Metadata.Keys)
                {
                    if (!s_dropped.Contains(key) && model.Metadata.TryGet(key, out GgufValue value))
                        writer.Add(key, value);
                }
                addKeys(writer);
            }, tasks, options, cancellation);
            GgufTensor[] changed = [.. model.Tensors.Where((tensor, i) => tensor.Type != tasks[i].Target)];
            return new PackingResult(changed.Length, tasks.Length, written.TargetBytes, changed.Sum(tensor => tensor.ByteLength), written.FileLength);
        }
        finally
        {
            foreach (SourceFile file in files.Values)
                file.Dispose();
        }
    }

    static TensorTask Task(GgufTensor tensor, GgmlType type, SourceFile file)
    {
        TensorSource source = new FileTensorSource(file, tensor.Offset, tensor.Type);
        if (type != tensor.Type)
        {
            long panel = PanelLayout.PanelBytes((TensorFormat)GgmlTypes.OfElements(type), tensor.Dimensions[0]);
            if (panel > PanelSource.MaxPanelBytes)
                throw tensor.Error($"panels of at most {PanelSource.MaxPanelBytes} bytes", $"{panel}", "lode pack makes no such panels");
            source = new PanelSource(source, type, tensor.Dimensions[0]);
        }
        return new TensorTask(tensor.Name, tensor.Dimensions, type, source);
    }
}
