using System.Runtime.InteropServices;
using Lode.Formats;
using Lode.Kernels;
using Lode.Kernels.Decode;
using Lode.Memory;

namespace Lode.Weights.HuggingFace;

/// <summary>
/// A model as Hugging Face publishes it: a folder with config.json, tokenizer.json and safetensors files, described in GGUF's terms.
/// </summary>
/// <remarks>
/// What config.json says is understood completely or refused by name; the tensors are checked against it. No tensor byte is read.
/// </remarks>
public sealed class HuggingFaceModel : IDisposable
{
    /// <summary>The key that says how heads are rotated, where the metadata is <see cref="ToGguf"/>'s.</summary>
    public const string RopeLayoutKey = "llama.rope.layout";

    /// <summary>Rotated in halves, as Hugging Face does it: element i with element i + rotated / 2.</summary>
    public const string HalvesLayout = "halves";

    /// <summary>The tensor that <see cref="RopeFactors"/> become.</summary>
    public const string RopeFactorsName = "rope_freqs.weight";

    const string ConfigName = "config.json";
    readonly ModelConfig _config;
    readonly SafetensorsModel _source;
    readonly List<string> _notes;

    HuggingFaceModel(string folder, ModelConfig config, SafetensorsModel source, IReadOnlyList<PlannedTensor> tensors, List<string> notes)
    {
        Folder = folder;
        _config = config;
        _source = source;
        Tensors = tensors;
        _notes = notes;
        if (config.RopeScaling is { Kind: "llama3" } scaling)
            RopeFactors = scaling.FrequencyFactors(config.RopeBase, config.HeadDimension);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The path of config.json.</summary>
    public string ConfigPath => _config.File;

    /// <summary>The architecture's name in GGUF.</summary>
    public string Architecture => _config.Architecture.GgufName;

    /// <summary>The number of layers.</summary>
    public int LayerCount => _config.LayerCount;

    /// <summary>Attention heads, and heads of keys and values.</summary>
    public (int Queries, int KeyValues) Heads => (_config.HeadCount, _config.KeyValueHeadCount);

    /// <summary>The tensors in the order in which a forward pass reads them.</summary>
    public IReadOnlyList<PlannedTensor> Tensors { get; }

    /// <summary>The tensor <c>rope_freqs.weight</c> that GGUF has for Llama 3's scaling, <c>[head_dim / 2]</c>; null for other models.</summary>
    public IReadOnlyList<float>? RopeFactors { get; }

    /// <summary>
    /// What GGUF cannot say and what is left out, a sentence each; complete once <see cref="AddMetadata"/> or <see cref="ToGguf"/> was called.
    /// </summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether a path names such a model: a folder with safetensors files, one of these files, or their index.</summary>
    public static bool Recognises(string path)
    {
        if (!Directory.Exists(path))
            return path.EndsWith(".safetensors", StringComparison.Ordinal) || path.EndsWith(".safetensors.index.json", StringComparison.Ordinal);
        return Directory.EnumerateFiles(path, "*.safetensors").Any();
    }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The folder, a safetensors file in it, or the index of several.</param>
    /// <exception cref="ModelFormatException">A file is damaged, or the model is none that GGUF can express exactly; the message says why.</exception>
    /// <exception cref="FileNotFoundException">A file of the model is missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static HuggingFaceModel Open(string path) => Open(path, MappedFile.Open);

    static HuggingFaceModel Open(string path, Func<string, MappedFile> open)
    {
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new FileNotFoundException($"{path}: expected a model, found no such file", path);
        string configPath = Path.Combine(folder, ConfigName);
        if (!File.Exists(configPath))
        {
            throw new FileNotFoundException(
                $"{configPath}: expected the description of the model, found no such file; get {ConfigName} into the same folder", configPath);
        }
        ModelConfig config = ConfigReader.Read(folder);
        SafetensorsModel source = SafetensorsModel.Open(IsShard(path) ? folder : path, open);
        try
        {
            List<string> notes = [];
            return new HuggingFaceModel(folder, config, source, TensorPlan.Make(config, source, notes), notes);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Opens a model as <see cref="ToGguf"/> describes it.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static GgufModel OpenAsGguf(string path) => OpenAsGguf(path, MappedFile.Open);

    /// <summary>The same, with weights that come into memory in another way than by mapping them.</summary>
    /// <param name="path">As above.</param>
    /// <param name="open">Opens a file of weights by its path, once for each.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static GgufModel OpenAsGguf(string path, Func<string, MappedFile> open)
    {
        HuggingFaceModel model = Open(path, open);
        try
        {
            return model.ToGguf();
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Adds the hyper-parameters and the tokenizer.</summary>
    /// <exception cref="ModelFormatException">A file is damaged, or GGUF cannot express the tokenizer exactly; the message says why.</exception>
    /// <exception cref="FileNotFoundException">There is no tokenizer.json.</exception>
    public void AddMetadata(GgufWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        HyperparameterKeys.Add(writer, _config, Path.GetFileName(Path.GetFullPath(Folder).TrimEnd(Path.DirectorySeparatorChar)));
        TokenizerMetadata.Add(writer, Folder, _config, _notes);
    }

    /// <summary>
    /// The model as if it had been converted, without a copy: metadata made in memory, tensors where they lie in the safetensors files. Rows
    /// keep their places, and <see cref="RopeLayoutKey"/> says so; nothing is multiplied for the attention scale, which becomes a key.
    /// </summary>
    /// <returns>The model. It closes the files when it is disposed, and this object is not needed for it.</returns>
    /// <exception cref="ModelFormatException">As <see cref="AddMetadata"/>.</exception>
    public GgufModel ToGguf()
    {
        List<GgufTensor> tensors = new(Tensors.Count + 1);
        List<IDisposable> owned = [_source];
        GgufFile header = HeaderInMemory.Create(ConfigPath, writer =>
        {
            AddMetadata(writer);
            if (Tensors.Any(tensor => (tensor.Change & TensorChange.RotaryRows) != 0))
                writer.Add(RopeLayoutKey, HalvesLayout);
            if (_config.AttentionScale is double scale)
                writer.Add(Architecture + ".attention.scale", (float)scale);
        });
        owned.Insert(0, header);
        try
        {
            foreach (PlannedTensor planned in Tensors)
            {
                PlannedTensor tensor = planned with { Change = planned.Change & ~TensorChange.Scaled, Factor = 1 };
                tensors.Add(tensor.ChangesValues ? Made(tensor, owned) : new GgufTensor(
                    tensor.Source.File!, tensor.Source.Offset, tensor.Name, tensor.Type, [.. tensor.Dimensions]));
            }
            if (RopeFactors is not null)
                tensors.Add(InMemory(RopeFactorsName, [.. RopeFactors], owned));
            return new GgufModel(header, tensors, [.. owned.Skip(1)]);
        }
        catch
        {
            foreach (IDisposable one in owned.Where(one => !ReferenceEquals(one, _source)))
                one.Dispose();
            throw;
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _source.Dispose();

    GgufTensor Made(PlannedTensor tensor, List<IDisposable> owned)
    {
        float[] values = new float[tensor.Dimensions[0]];
        using MappedView view = tensor.Source.View();
        RowDecoder.Decode((TensorFormat)tensor.Type, view.Span(0, (int)tensor.Source.ByteLength), values);
        tensor.Apply(values);
        return InMemory(tensor.Name, values, owned);
    }

    unsafe GgufTensor InMemory(string name, ReadOnlySpan<float> values, List<IDisposable> owned)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        PageMemory memory = new(bytes.Length);
        bytes.CopyTo(new Span<byte>(memory.Address, bytes.Length));
        MappedFile file = MappedFile.FromMemory(ConfigPath, memory, bytes.Length);
        owned.Add(file);
        return new GgufTensor(file, 0, name, GgmlType.F32, values.Length);
    }

    /// <summary>Whether a file is one of several, named <c>model-00001-of-00002.safetensors</c>.</summary>
    static bool IsShard(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        int of = name.LastIndexOf("-of-", StringComparison.Ordinal);
        return path.EndsWith(".safetensors", StringComparison.Ordinal) && of > 0
            && !name.AsSpan(of + 4).IsEmpty && !name.AsSpan(of + 4).ContainsAnyExceptInRange('0', '9');
    }
}
