using System.Diagnostics.CodeAnalysis;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>A model in one GGUF file, or split over several, seen as one; or in files of another format, described in the same terms.</summary>
/// <remarks>
/// Parts are named <c>NAME-00001-of-00003.gguf</c> and lie in one folder; any of them may be opened. The metadata is that of the first.
/// Members may be used from any thread until <see cref="Dispose"/>.
/// </remarks>
public sealed class GgufModel : IDisposable
{
    readonly Dictionary<string, GgufTensor>? _byName;
    readonly IReadOnlyList<IDisposable> _owned = [];

    /// <summary>Describes a model whose tensors lie in files of another format, as if it had been converted.</summary>
    /// <param name="header">A GGUF file without tensors that has the metadata; its path is the model's.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="owned">What is disposed with the model, beside the header: the files of the tensors.</param>
    /// <exception cref="ArgumentException">The header has tensors, or two tensors have one name.</exception>
    public GgufModel(GgufFile header, IReadOnlyList<GgufTensor> tensors, IReadOnlyList<IDisposable> owned)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header.Tensors.Count > 0)
            throw new ArgumentException("the header has tensors of its own", nameof(header));
        Files = [header];
        Tensors = tensors;
        _byName = tensors.ToDictionary(tensor => tensor.Name);
        _owned = owned;
    }

    GgufModel(IReadOnlyList<GgufFile> files)
    {
        Files = files;
        if (files.Count == 1)
        {
            Tensors = files[0].Tensors;
            return;
        }
        (Tensors, _byName) = GgufParts.Join(files);
    }

    /// <summary>What errors about the whole model name: its first file.</summary>
    public string Path => Files[0].File.Path;

    /// <summary>The metadata; of a split model, the first part's.</summary>
    public GgufMetadata Metadata => Files[0].Metadata;

    /// <summary>The files, mapped or in memory, that hold the bytes of tensors, in the order of <see cref="Tensors"/>.</summary>
    public IReadOnlyList<MappedFile> TensorFiles => [.. Tensors.Select(tensor => tensor.Data).OfType<MappedFile>().Distinct()];

    /// <summary>All tensors, part by part in the order of the directories.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>The files, in the order of the parts.</summary>
    public IReadOnlyList<GgufFile> Files { get; }

    /// <summary>Opens a model by its file, or by any of its parts.</summary>
    /// <exception cref="ModelFormatException">
    /// A file is not a GGUF file, is damaged, or holds something that is not supported; or parts do not belong together.
    /// </exception>
    /// <exception cref="FileNotFoundException">
    /// There is no such file, or another part of the model is missing; the message names it.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="IOException">A file cannot be mapped.</exception>
    public static GgufModel Open(string path) => Open(path, GgufFile.Open);

    /// <summary>Opens the headers alone, in private memory: see <see cref="GgufFile.OpenHeader(string)"/>.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static GgufModel OpenHeader(string path) => Open(path, GgufFile.OpenHeader);

    /// <summary>The same, with files that are opened in another way than by mapping them.</summary>
    /// <param name="path">The file, or any part.</param>
    /// <param name="open">Opens a file by its path, once for each part.</param>
    /// <exception cref="ModelFormatException">As above.</exception>
    /// <exception cref="FileNotFoundException">As above.</exception>
    public static GgufModel Open(string path, Func<string, GgufFile> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        List<GgufFile> files = [open(path)];
        try
        {
            GgufParts.OpenSiblings(path, files, open);
            return new GgufModel(files);
        }
        catch
        {
            foreach (GgufFile file in files)
                file.Dispose();
            throw;
        }
    }

    /// <summary>A model in one file that is open already.</summary>
    /// <param name="file">The file; it is closed with the model, and not when this fails.</param>
    /// <exception cref="ModelFormatException">It is one part of several.</exception>
    public static GgufModel Of(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        GgufParts.RequireWhole(file.Metadata);
        return new GgufModel([file]);
    }

    /// <summary>The paths of a model's files by their names alone: of all parts where the path is that of a part, else the path.</summary>
    public static IReadOnlyList<string> FilesOf(string path) => GgufPartName.TryParse(path, out GgufPartName name)
        ? [.. Enumerable.Range(1, name.Count).Select(name.PathOf)]
        : [path];

    /// <summary>Finds a tensor by its name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) =>
        _byName is null ? Files[0].TryGetTensor(name, out tensor) : _byName.TryGetValue(name, out tensor);

    /// <summary>Closes all files: metadata can no longer be read; views of the mapped files that others hold stay valid.</summary>
    public void Dispose()
    {
        foreach (GgufFile file in Files)
            file.Dispose();
        foreach (IDisposable owned in _owned)
            owned.Dispose();
    }
}
