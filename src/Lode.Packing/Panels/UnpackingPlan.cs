using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Panels;
using Lode.Weights;
using Lode.Weights.Quantization;

namespace Lode.Packing;

/// <summary>The files that a packed model was made of: their frames as they were, and their tensors out of the packed ones.</summary>
sealed class UnpackingPlan : IDisposable
{
    const string Damaged = "the file is damaged, or no packed model: get it again, or its source";
    readonly GgufModel _model;
    readonly SourceFiles _files = new();
    readonly List<GgufFile> _headers = [];
    readonly Dictionary<string, GgufTensor> _tensors = []; // of the source
    readonly HashSet<string> _used = []; // of the packed model

    /// <exception cref="ModelFormatException">The sections and the tensors of the file contradict each other.</exception>
    public UnpackingPlan(GgufModel model)
    {
        _model = model;
        try
        {
            int count = (int)model.Metadata.GetInteger(PackedModel.SourcePartsKey, 1, GgufLimits.Parts);
            List<GgufTensor> sections = [];
            for (int part = 1; part <= count; part++)
                sections.Add(OpenFrame($"{GgufSections.Source}{part}"));
            CheckHash(sections);
            Parts = [.. sections.Zip(_headers, Plan)];
            foreach (GgufTensor tensor in model.Tensors)
            {
                if (!_used.Contains(tensor.Name) && !GgufSections.IsSection(tensor))
                    throw tensor.Error("a tensor of the source, or several", "one that the source does not have", Damaged);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<UnpackedPart> Parts { get; }

    /// <summary>The tensors of the source, and whether they are laid in panels in the packed model.</summary>
    public IEnumerable<(GgufTensor Tensor, bool IsLaid)> Tensors =>
        _tensors.Values.Select(tensor => (tensor, !_model.TryGetTensor(tensor.Name, out GgufTensor? packed) || packed.Type != tensor.Type));

    /// <summary>Tensors of the packed model that are several of the source.</summary>
    public int Fused => _used.Count(name => !_tensors.ContainsKey(name));

    public void Dispose()
    {
        foreach (GgufFile header in _headers)
            header.Dispose();
        _files.Dispose();
    }

    GgufTensor OpenFrame(string name)
    {
        if (!_model.TryGetTensor(name, out GgufTensor? section) || !GgufSections.IsSection(section) || section.Dimensions.Length != 1)
            throw new ModelFormatException(_model.Path, ModelFormatException.Tensor(name), "a section with what the source has beside its tensors", "none", Damaged);
        using SectionStream stream = new(BytesOf(section), section.ByteLength);
        GgufFile header = GgufFile.OpenHeader(stream, $"{section.Path}, section {name}");
        _headers.Add(header);
        foreach (GgufTensor tensor in header.Tensors)
        {
            if (!_tensors.TryAdd(tensor.Name, tensor))
                throw tensor.Error("every tensor in one part of the source", "it in two", Damaged);
        }
        return section;
    }

    void CheckHash(List<GgufTensor> sections)
    {
        string found = Convert.ToHexStringLower(HeaderHash.Compute(sections.Zip(_headers, (section, header) => ((TensorSource)BytesOf(section), header.HeaderLength))));
        string expected = _model.Metadata.GetString(GgufSections.SourceHashKey);
        if (found != expected)
            throw sections[0].Error($"headers of the source with the SHA-256 {expected}", found, Damaged);
    }

    /// <summary>The pieces of a file in their order: bytes of the frame up to a tensor, the tensor, and so on.</summary>
    UnpackedPart Plan(GgufTensor section, GgufFile header)
    {
        List<TensorTask> tasks = [];
        long position = 0, taken = 0;
        foreach (GgufTensor tensor in header.Tensors.OrderBy(tensor => tensor.Offset))
        {
            Take(tensor.Offset - position);
            tasks.Add(new TensorTask(tensor.Name, tensor.Dimensions, tensor.Type, SourceOf(tensor)));
            position += tensor.ByteLength;
        }
        Take(section.ByteLength - taken);
        return new UnpackedPart(tasks, position);

        void Take(long count)
        {
            if (count > section.ByteLength - taken)
                throw section.Error($"{count} more bytes up to a tensor from byte {taken}", $"{section.ByteLength - taken}", Damaged);
            if (count > 0)
                tasks.Add(new TensorTask(section.Name, [count], GgmlType.Bytes, new FileTensorSource(_files.Open(section.Path), section.Offset + taken, GgmlType.Bytes)));
            taken += count;
            position += count;
        }
    }

    TensorSource SourceOf(GgufTensor tensor)
    {
        if (!_model.TryGetTensor(tensor.Name, out GgufTensor? packed))
            return PartOf(tensor);
        _used.Add(packed.Name);
        if (GgmlTypes.OfElements(packed.Type) != tensor.Type || !packed.Dimensions.SequenceEqual(tensor.Dimensions))
            throw packed.Error($"{tensor}, as in the source, in rows or in panels", $"{packed}", Damaged);
        TensorSource source = BytesOf(packed);
        return packed.Type == tensor.Type ? source : InRows(packed, source, tensor.Type);
    }

    /// <summary>A tensor that the packed model has together with others.</summary>
    PanelSource PartOf(GgufTensor tensor)
    {
        if (FusedTensors.Of(tensor.Name, out string prefix) is not FusedTensors group || !_model.TryGetTensor(prefix + group.Suffix, out GgufTensor? packed))
        {
            throw new ModelFormatException(_model.Path, ModelFormatException.Tensor(tensor.Name),
                "a tensor of this name, as in the source, or one that it is a part of", "none", Damaged);
        }
        _used.Add(packed.Name);
        ReadOnlySpan<long> shape = packed.Dimensions;
        bool fits = GgmlTypes.IsPanels(packed.Type) && shape.Length == tensor.Dimensions.Length && shape.Length is 2 or 3;
        long start = 0, all = 0;
        foreach (string name in group.Parts)
        {
            fits = fits && _tensors.TryGetValue(prefix + name, out GgufTensor? part) && part.Type == GgmlTypes.OfElements(packed.Type)
                && part.Dimensions.Length == shape.Length && part.Dimensions[0] == shape[0] && part.Dimensions[1] % PanelLayout.Rows == 0
                && part.Dimensions[1] <= shape[1] - all && (shape.Length == 2 || part.Dimensions[2] == shape[2]);
            if (!fits)
                break;
            if (prefix + name == tensor.Name)
                start = all;
            all += _tensors[prefix + name].Dimensions[1];
        }
        if (!fits || all != shape[1])
            throw packed.Error($"{string.Join(", ", group.Parts)} of the source, row under row in panels", $"{packed}", Damaged);
        TensorSource source = new FusedPartSource(
            BytesOf(packed), Bytes(packed.Type, shape[1], shape), Bytes(packed.Type, start, shape), Bytes(packed.Type, tensor.Dimensions[1], shape));
        return InRows(packed, source, tensor.Type);
    }

    static long Bytes(GgmlType type, long rows, ReadOnlySpan<long> shape) => GgmlTypes.ByteLength(type, rows * shape[0]);

    static PanelSource InRows(GgufTensor packed, TensorSource source, GgmlType type)
    {
        if (!TensorFormats.IsSupported((TensorFormat)type))
            throw packed.Error("panels of a type that lode pack makes", $"{packed}", Damaged);
        long panel = PanelLayout.PanelBytes((TensorFormat)type, packed.Dimensions[0]);
        return panel <= PanelSource.MaxPanelBytes
            ? new PanelSource(source, type, packed.Dimensions[0])
            : throw packed.Error($"panels of at most {PanelSource.MaxPanelBytes} bytes", $"{panel}", "lode pack makes no such panels");
    }

    FileTensorSource BytesOf(GgufTensor tensor) => new FileTensorSource(_files.Open(tensor.Path), tensor.Offset, tensor.Type);
}
