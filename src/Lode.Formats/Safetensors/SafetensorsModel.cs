using System.Diagnostics.CodeAnalysis;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>The tensors of a model in one safetensors file, or in shards that an index lists, seen as one.</summary>
/// <remarks>Members may be used from any thread until <see cref="Dispose"/>.</remarks>
public sealed class SafetensorsModel : IDisposable
{
    readonly Dictionary<string, SafetensorsTensor>? _byName;

    SafetensorsModel(string path, IReadOnlyList<SafetensorsFile> files, IReadOnlyCollection<KeyValuePair<string, string>>? index)
    {
        Path = path;
        Files = files;
        if (index is null)
            Tensors = files[0].Tensors;
        else
            (Tensors, _byName) = Join(path, files, index);
    }

    /// <summary>The file or the index that was opened; where a folder was named, what was found in it.</summary>
    public string Path { get; }

    /// <summary>All tensors, shard by shard in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>The files, in the order in which the index first names them.</summary>
    public IReadOnlyList<SafetensorsFile> Files { get; }

    /// <summary>Opens a model.</summary>
    /// <param name="path">
    /// A safetensors file, which is opened alone; an index (<c>model.safetensors.index.json</c>), which is opened with all its shards; or a
    /// folder with one of the two.
    /// </param>
    /// <exception cref="ModelFormatException">
    /// A file is not a safetensors file, is damaged, or holds something unknown; or the shards and the index do not belong together.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file, or a shard is missing; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="IOException">A file cannot be mapped, or the folder has several models.</exception>
    public static SafetensorsModel Open(string path) => Open(path, MappedFile.Open);

    /// <summary>The same, with files that come into memory in another way than by mapping them.</summary>
    /// <param name="path">As above.</param>
    /// <param name="open">Opens a file by its path, once for each.</param>
    /// <exception cref="ModelFormatException">As above.</exception>
    /// <exception cref="FileNotFoundException">As above.</exception>
    public static SafetensorsModel Open(string path, Func<string, MappedFile> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        path = SafetensorsPlace.Find(path);
        if (!path.EndsWith(".json", StringComparison.Ordinal))
            return new SafetensorsModel(path, [SafetensorsFile.Open(open(path))], index: null);

        OrderedDictionary<string, string> index = SafetensorsIndex.Read(path);
        List<SafetensorsFile> files = [];
        try
        {
            string folder = System.IO.Path.GetDirectoryName(path)!;
            foreach (string name in index.Values.Distinct())
                files.Add(OpenShard(path, System.IO.Path.Combine(folder, name), open));
            return new SafetensorsModel(path, files, index);
        }
        catch
        {
            foreach (SafetensorsFile file in files)
                file.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by its name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out SafetensorsTensor? tensor) =>
        _byName is null ? Files[0].TryGetTensor(name, out tensor) : _byName.TryGetValue(name, out tensor);

    /// <summary>Closes all files; views that others hold stay valid.</summary>
    public void Dispose()
    {
        foreach (SafetensorsFile file in Files)
            file.Dispose();
    }

    static SafetensorsFile OpenShard(string index, string shard, Func<string, MappedFile> open) => File.Exists(shard)
        ? SafetensorsFile.Open(open(shard))
        : throw new FileNotFoundException(
            $"{shard}: expected a shard that {index} names, found no such file; "
            + $"get {System.IO.Path.GetFileName(shard)} into the same folder", shard);

    static (IReadOnlyList<SafetensorsTensor> Tensors, Dictionary<string, SafetensorsTensor> ByName) Join(
        string path, IReadOnlyList<SafetensorsFile> files, IReadOnlyCollection<KeyValuePair<string, string>> index)
    {
        const string Mixed = "the shards and the index are of different models or damaged; get all of them again";
        List<SafetensorsTensor> tensors = new(index.Count);
        Dictionary<string, SafetensorsTensor> byName = new(index.Count);
        foreach (SafetensorsFile file in files)
        {
            foreach (SafetensorsTensor tensor in file.Tensors)
            {
                if (!byName.TryAdd(tensor.Name, tensor))
                    throw tensor.Error("a tensor that no other shard has", $"it also in {byName[tensor.Name].Path}", Mixed);
                tensors.Add(tensor);
            }
        }
        foreach ((string name, string shard) in index)
        {
            string? found = byName.TryGetValue(name, out SafetensorsTensor? tensor) ? System.IO.Path.GetFileName(tensor.Path) : null;
            if (found != shard)
            {
                throw new ModelFormatException(path, ModelFormatException.Tensor(name), $"it in {shard}, as the index says",
                    found is null ? "it in no shard" : $"it in {found}", Mixed);
            }
        }
        if (byName.Count > index.Count)
        {
            HashSet<string> listed = [.. index.Select(entry => entry.Key)];
            SafetensorsTensor stranger = tensors.First(tensor => !listed.Contains(tensor.Name));
            throw stranger.Error($"only tensors that {path} lists", "one that it does not", Mixed);
        }
        return (tensors, byName);
    }
}
