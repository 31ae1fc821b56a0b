using Lode.Formats;
using Lode.Kernels.Panels;
using Lode.Memory;
using Lode.Weights;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>Lays a GGUF model out to be mapped and run, and writes it again as it was: see <c>docs/packing.md</c>.</summary>
/// <remarks>
/// Matrices lie in panels, which the fast kernels multiply where they are (<see cref="PanelLayout"/>); those with the same inputs are one;
/// tensors lie in the order in which a step reads them; the tokenizer is compiled. No bit of a weight is lost. Memory is bounded, however
/// large the model: it grows with the vocabulary only. Matrices stay in rows if there is no kernel for their type, or if their
/// height is not a multiple of 16.
/// </remarks>
public static class ModelPacker
{
    /// <summary>Tensors begin at multiples of this, so that a row of a panel does not reach over the end of a cache line.</summary>
    const int Alignment = 64;

    /// <summary>What says that a source was split, or how it is aligned; the writer says the latter anew.</summary>
    static readonly string[] s_dropped = ["split.no", "split.count", "split.tensors.count", "general.alignment"];

    /// <summary>Writes a model in the packed layout.</summary>
    /// <param name="source">A GGUF file, any part of a split one.</param>
    /// <param name="output">The file to write; it appears complete or not at all, and may be the source.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <exception cref="ModelFormatException">The source is damaged, or packed already.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or there is not enough room.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackingResult Pack(string source, string output, PipelineOptions options, CancellationToken cancellation = default) =>
        Pack(source, output, fuses: true, options, cancellation);

    /// <summary>The same, with or without making one of matrices that have the same inputs.</summary>
    internal static PackingResult Pack(string source, string output, bool fuses, PipelineOptions options, CancellationToken cancellation = default)
    {
        using GgufModel model = GgufModel.OpenHeader(source);
        if (PackedModel.IsPacked(model.Metadata) || model.Tensors.Any(tensor => GgmlTypes.IsOwn(tensor.Type)))
            throw new ModelFormatException(source, $"metadata '{PackedModel.VersionKey}'", "a model that is not packed", "one that is", "it can be run as it is");
        foreach (GgufTensor tensor in model.Tensors)
        {
            if (tensor.Name.StartsWith(GgufSections.Prefix, StringComparison.Ordinal))
                throw tensor.Error($"no tensor whose name begins with {GgufSections.Prefix}", "one", "these names are for sections of packed files");
        }
        using SourceFiles files = new();
        SourceFrame[] frames = [.. model.Files.Select(part => new SourceFrame(files.Open(part.File.Path), part, new FileInfo(part.File.Path).Length))];
        byte[] hash = HeaderHash.Compute(model.Files.Zip(frames, (part, frame) => ((TensorSource)frame, part.HeaderLength)));
        PackedTokenizer tokenizer = new(model.Metadata, hash);
        PackingPlan plan = new(model, files, fuses);
        List<TensorTask> tasks = [];
        if (tokenizer.Bytes is byte[] compiled)
            tasks.Add(Section(GgufSections.Tokenizer, compiled.Length, new MemoryTensorSource(source, GgmlType.Bytes, compiled)));
        tasks.AddRange(plan.Tasks);
        for (int i = 0; i < frames.Length; i++)
            tasks.Add(Section($"{GgufSections.Source}{i + 1}", frames[i].Length, frames[i]));
        QuantizationResult written = TensorFileWriter.Write(output, Alignment, writer =>
        {
            foreach (string key in model.Metadata.Keys)
            {
                if (!s_dropped.Contains(key) && !key.StartsWith(PackedModel.KeyPrefix, StringComparison.Ordinal) && model.Metadata.TryGet(key, out GgufValue value) && !tokenizer.Replaces(key, value))
                    writer.Add(key, value);
            }
            writer.Add(PackedModel.VersionKey, PackedModel.Version);
            writer.Add(PackedModel.SourcePartsKey, (uint)model.Files.Count);
            writer.Add(GgufSections.SourceHashKey, Convert.ToHexStringLower(hash));
        }, tasks, options, cancellation);
        return Result([output], model.Tensors.Select(tensor => (tensor, PackingPlan.TypeOf(tensor) != tensor.Type)), written.FileLength) with
        {
            Fused = plan.Fused,
            TokenizerBytes = tokenizer.Bytes?.Length ?? 0,
            TokenizerObstacle = tokenizer.Obstacle,
        };
    }

    /// <summary>Writes the file that a packed model was made of, to the byte; or the files, where it was split.</summary>
    /// <param name="source">A packed GGUF file.</param>
    /// <param name="output">
    /// The file to write; it appears complete or not at all, and may be the source. Where the model was split, its name gets the numbers of
    /// parts, unless it is the name of one.
    /// </param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work early; nothing is left then.</param>
    /// <exception cref="ModelFormatException">The source is damaged, or not packed, or by another version.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or there is not enough room.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static PackingResult Unpack(string source, string output, PipelineOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using GgufModel model = GgufModel.OpenHeader(source);
        if (!PackedModel.IsPacked(model.Metadata))
            throw new ModelFormatException(source, $"metadata '{PackedModel.VersionKey}'", "a packed model", "one that is not", "it is what unpacking would make of it");
        PackedModel.Check(model);
        using UnpackingPlan plan = new(model);
        string[] names = UnpackedNames.For(output, plan.Parts.Count);
        List<OutputFile> outputs = [];
        try
        {
            foreach ((string name, UnpackedPart part) in names.Zip(plan.Parts))
            {
                outputs.Add(new OutputFile(name));
                outputs[^1].Reserve(part.Length);
            }
            long before = 0, total = plan.Parts.Sum(part => part.Length);
            foreach ((OutputFile file, UnpackedPart part) in outputs.Zip(plan.Parts))
            {
                TensorPipeline.Run(part.Tasks, file.Write, options with
                {
                    Progress = now => options.Progress?.Invoke(now with { DoneBytes = before + now.DoneBytes, TotalBytes = total }),
                }, cancellation);
                before += part.Length;
            }
            cancellation.ThrowIfCancellationRequested();
            foreach (OutputFile file in outputs)
                file.Commit();
            return Result(names, plan.Tensors, total) with { Fused = plan.Fused };
        }
        finally
        {
            foreach (OutputFile file in outputs)
                file.Dispose();
        }
    }

    static TensorTask Section(string name, long length, TensorSource source) =>
        new(name, [length], GgmlType.Bytes, source) { Alignment = PackingPlan.AlignmentOf(length) };

    static PackingResult Result(string[] files, IEnumerable<(GgufTensor Tensor, bool IsLaid)> tensors, long fileLength)
    {
        (GgufTensor Tensor, bool IsLaid)[] all = [.. tensors];
        return new PackingResult(files, all.Count(pair => pair.IsLaid), all.Length, all.Sum(pair => pair.Tensor.ByteLength),
            all.Where(pair => pair.IsLaid).Sum(pair => pair.Tensor.ByteLength), fileLength);
    }
}
