using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Matrix;
using Lode.Kernels.Panels;
using Lode.Memory;

namespace Lode.Weights;

/// <summary>The tensors of an opened model as typed views of where their bytes are: by default in mapped files, of which opening reads none.</summary>
/// <remarks>
/// Views stay valid until <see cref="Dispose"/>. A model file that is truncated by another process while it is mapped ends this process
/// (the operating system has nothing to show for the missing pages); do not write to model files in use, or load them with
/// <see cref="LoadWay.Read"/>.
/// </remarks>
public sealed unsafe class ModelWeights : IDisposable
{
    readonly List<MappedView> _leases = [];
    readonly HashSet<string> _used = [];
    readonly List<PageMemory> _decoded = [];

    /// <summary>Looks at an opened model, which is closed with this.</summary>
    public ModelWeights(GgufModel source)
    {
        ArgumentNullException.ThrowIfNull(source);
        PackedModel.Check(source);
        Source = source;
    }

    ModelWeights(GgufModel source, LoadWay way, LoadOptions options)
        : this(source)
    {
        Way = way;
        if (way == LoadWay.Map && (options.Populate || options.Lock))
            Population = new PagePopulation(source.TensorFiles, options);
    }

    /// <summary>How the tensors came into memory.</summary>
    public LoadWay Way { get; }

    /// <summary>What fetches the pages of mapped files in the background; null where nothing does.</summary>
    public PagePopulation? Population { get; }

    /// <summary>The container that the tensors lie in.</summary>
    public GgufModel Source { get; }

    /// <summary>The container's metadata.</summary>
    public GgufMetadata Metadata => Source.Metadata;

    /// <summary>How the matrices are stored: each format once, and whether its rows lie in panels.</summary>
    public IEnumerable<(TensorFormat Format, bool Panels)> MatrixFormats => Source.Tensors
        .Where(tensor => tensor.Dimensions.Length > 1)
        .Select(tensor => ((TensorFormat)GgmlTypes.OfElements(tensor.Type), GgmlTypes.IsPanels(tensor.Type)))
        .Distinct();

    /// <summary>Maps a GGUF model, any part of a split one, or a Hugging Face folder or a safetensors file in it.</summary>
    /// <exception cref="ModelFormatException">A file is damaged, or a tensor has a format that cannot be computed with.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static ModelWeights Open(string path) => new(ModelFiles.Open(path));

    /// <summary>Loads a GGUF model in one of several ways.</summary>
    /// <param name="path">A file, any part of a split model, a pipe, or <c>-</c> for standard input.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ModelFormatException">A file is damaged, or a stream ends early.</exception>
    /// <exception cref="IOException">A file cannot be opened, mapped, read or locked, or became shorter while it was read.</exception>
    /// <exception cref="InsufficientMemoryException">Weights that are not mapped do not fit into memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static ModelWeights Open(string path, LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (GgufModel model, LoadWay way) = new WeightLoader(options).Open(path);
        return new ModelWeights(model, way, options);
    }

    /// <summary>Loads a GGUF model out of a stream, tensor by tensor; see <see cref="LoadWay.Stream"/>.</summary>
    /// <param name="source">The stream; it stays the caller's. What it holds behind the last tensor may be left unread.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">How, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">The stream is damaged or ends early.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InsufficientMemoryException">The weights do not fit into memory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArgumentException">The options ask for another way.</exception>
    public static ModelWeights Open(Stream source, string name, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        return new ModelWeights(new WeightLoader(options).Open(source, name), LoadWay.Stream, options);
    }

    /// <summary>A matrix <c>[rows, columns]</c>.</summary>
    /// <exception cref="ModelFormatException">The tensor is missing, has another shape, or a format that cannot be computed with.</exception>
    public MatrixView Matrix(string name, int rows, int columns) => Slices(name, 1, rows, columns, optional: false)[0];

    /// <summary>A matrix <c>[rows, columns]</c>, or a view that is not present when the model has no such tensor.</summary>
    /// <exception cref="ModelFormatException">The tensor has another shape, or a format that cannot be computed with.</exception>
    public MatrixView OptionalMatrix(string name, int rows, int columns) => Slices(name, 1, rows, columns, optional: true)[0];

    /// <summary>The matrices of a stacked tensor <c>[count, rows, columns]</c>, such as the experts of a layer.</summary>
    /// <exception cref="ModelFormatException">The tensor is missing, has another shape, or a format that cannot be computed with.</exception>
    public MatrixView[] Stack(string name, int count, int rows, int columns) => Slices(name, count, rows, columns, optional: false);

    /// <summary>The matrices that one tensor holds one above the other, such as queries, keys and values.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="columns">Columns of all.</param>
    /// <param name="rows">Rows of each.</param>
    /// <exception cref="ModelFormatException">
    /// The tensor is missing, has another shape, or a format that cannot be computed with; or it lies in panels that reach from one matrix
    /// into the next.
    /// </exception>
    public MatrixView[] Parts(string name, int columns, params ReadOnlySpan<int> rows) =>
        [.. Parts(name, 1, columns, rows).Select(slices => slices[0])];

    /// <summary>Matrices with the same inputs: each of its own tensor, or all of the one that a packed file has for them.</summary>
    /// <param name="prefix">The beginning of the tensors' names.</param>
    /// <param name="group">The rest of the names.</param>
    /// <param name="count">Slices of each: 1, or the number of experts.</param>
    /// <param name="columns">Columns of all.</param>
    /// <param name="rows">Rows of each.</param>
    /// <returns>By part, then by slice.</returns>
    /// <exception cref="ModelFormatException">As <see cref="Parts(string, int, ReadOnlySpan{int})"/>.</exception>
    public MatrixView[][] Group(string prefix, FusedTensors group, int count, int columns, params ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (Source.TryGetTensor(prefix + group.Suffix, out GgufTensor? tensor) && GgmlTypes.IsPanels(tensor.Type))
            return Parts(prefix + group.Suffix, count, columns, rows);
        MatrixView[][] matrices = new MatrixView[rows.Length][];
        for (int i = 0; i < matrices.Length; i++)
            matrices[i] = Stack(prefix + group.Parts[i], count, rows[i], columns);
        return matrices;
    }

    /// <summary>A vector of binary32 values: in the map where it is stored so, else decoded once (vectors are small).</summary>
    /// <returns>The values, or null when the tensor is optional and missing.</returns>
    /// <exception cref="ModelFormatException">The tensor is missing, has another shape, or a format that cannot be computed with.</exception>
    public float* Vector(string name, int length, bool optional = false)
    {
        MatrixView view = Slices(name, 1, 1, length, optional)[0];
        if (!view.IsPresent)
            return null;
        if (view.Format == TensorFormat.F32 && (nint)view.Data % sizeof(float) == 0)
            return (float*)view.Data;
        PageMemory memory = new((long)length * sizeof(float));
        _decoded.Add(memory);
        view.DecodeRow(0, (float*)memory.Address);
        return (float*)memory.Address;
    }

    /// <summary>Says that a tensor is known and deliberately not computed with.</summary>
    public void Ignore(string name) => _used.Add(name);

    /// <summary>Refuses a model with tensors that nothing asked for: it computes something that this code does not.</summary>
    /// <exception cref="ModelFormatException">There is such a tensor.</exception>
    public void CheckAllUsed(string architecture)
    {
        foreach (GgufTensor tensor in Source.Tensors)
        {
            if (!_used.Contains(tensor.Name) && !GgufSections.IsSection(tensor))
            {
                throw new ModelFormatException(tensor.Path, $"tensor '{tensor.Name}'",
                    $"only tensors that the {architecture} architecture computes with", "one that Lode does not know",
                    "this model is a variant of the architecture that is not supported yet");
            }
        }
    }

    /// <summary>Ends the leases. No view may be used after this.</summary>
    public void Dispose()
    {
        Population?.Dispose();
        foreach (MappedView lease in _leases)
            lease.Dispose();
        foreach (PageMemory memory in _decoded)
            memory.Dispose();
        Source.Dispose();
    }

    MatrixView[][] Parts(string name, int count, int columns, ReadOnlySpan<int> rows)
    {
        int all = 0;
        foreach (int part in rows)
            all = checked(all + part);
        MatrixView[] wholes = Stack(name, count, all, columns);
        MatrixView[][] parts = new MatrixView[rows.Length][];
        int first = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (wholes[0].IsPanels && rows[i] % PanelLayout.Rows != 0)
            {
                throw new ModelFormatException(Source.Path, $"tensor '{name}'", $"rows, as one of its parts has {rows[i]}", $"panels of {PanelLayout.Rows} rows",
                    "this model cannot be run packed: lode unpack");
            }
            parts[i] = new MatrixView[count];
            for (int slice = 0; slice < count; slice++)
                parts[i][slice] = wholes[slice].Part(first, rows[i]);
            first += rows[i];
        }
        return parts;
    }

    MatrixView[] Slices(string name, int count, int rows, int columns, bool optional)
    {
        if (!Source.TryGetTensor(name, out GgufTensor? tensor))
        {
            if (optional)
                return [default];
            throw new ModelFormatException(Source.Path, $"tensor '{name}'", "a tensor of this name", "none",
                "the file is incomplete or of another architecture than it says");
        }
        _used.Add(name);
        Span<long> wanted = [columns, rows, count];
        ReadOnlySpan<long> found = tensor.Dimensions;
        for (int i = 0; i < Math.Max(found.Length, wanted.Length); i++)
        {
            if ((i < found.Length ? found[i] : 1) != (i < wanted.Length ? wanted[i] : 1))
            {
                throw new ModelFormatException(tensor.Path, $"tensor '{name}'",
                    $"shape [{columns}, {rows}, {count}]", $"[{string.Join(", ", found.ToArray())}]",
                    "its metadata and its tensors contradict each other");
            }
        }
        TensorFormat format = (TensorFormat)GgmlTypes.OfElements(tensor.Type);
        bool panels = GgmlTypes.IsPanels(tensor.Type);
        if (panels ? !PanelLayout.IsSupported(format, rows) : !TensorFormats.IsSupported(format))
        {
            throw new ModelFormatException(tensor.Path, $"tensor '{name}'",
                $"one of the types {string.Join(", ", TensorFormats.All)}", GgmlTypes.Name(tensor.Type),
                "use a file quantised to one of these");
        }
        MappedView lease = tensor.View();
        _leases.Add(lease);
        byte* data = lease.Pointer(0, tensor.ByteLength);
        long bytes = tensor.ByteLength / count;
        MatrixView[] slices = new MatrixView[count];
        for (int i = 0; i < count; i++)
            slices[i] = panels ? MatrixView.OfPanels(data + i * bytes, format, rows, columns) : new MatrixView(data + i * bytes, format, rows, columns);
        return slices;
    }
}
