using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Lode.Memory;

namespace Lode.Formats;

/// <summary>One GGUF file: its metadata and its tensor directory, both views into the mapped file.</summary>
/// <remarks>
/// Opening reads the header and nothing else, and checks all of it: afterwards every value and every tensor lies inside the file. Values
/// are decoded when they are asked for. Members may be used from any thread until <see cref="Dispose"/>. What is accepted beyond the
/// format's own rules is in <see cref="GgufLimits"/>. Source of the format: <c>docs/gguf.md</c> of ggml, versions 2 and 3.
/// </remarks>
public sealed unsafe class GgufFile : IDisposable
{
    const string AlignmentKey = "general.alignment";
    const int DefaultAlignment = 32;
    readonly MappedView _header;
    readonly OrderedDictionary<string, GgufTensor> _tensors;
    readonly List<MappedFile> _kept = [];

    /// <param name="file">The file, or the memory that its header is read into.</param>
    /// <param name="header">All of it.</param>
    /// <param name="source">Where the header comes from; null where it is there. With one, the tensors' bytes are not at hand.</param>
    /// <param name="length">The length of the file; null where nobody knows.</param>
    GgufFile(MappedFile file, MappedView header, GgufHeaderSource? source, long? length)
    {
        File = file;
        _header = header;
        GgufCursor cursor = source is null
            ? new(file.Path, header.Pointer(0, header.Length), header.Length)
            : new(file.Path, source);
        (Version, int tensors, int keys) = GgufHeaderReader.ReadPreamble(ref cursor);
        Metadata = new GgufMetadata(file.Path, header, GgufHeaderReader.ReadMetadata(ref cursor, keys));
        Alignment = ReadAlignment(Metadata);
        _tensors = GgufTensorReader.ReadDirectory(ref cursor, tensors);
        HeaderLength = cursor.Offset;
        Tensors = _tensors.Values;
        GgufTensorReader.Place(cursor, Tensors, Alignment, length);
        if (source is not null)
            return;
        foreach (GgufTensor tensor in Tensors)
            tensor.PlaceIn(file, tensor.Offset);
    }

    /// <summary>The mapped file; where only the header was read, the memory that it is in, which is longer than the header.</summary>
    public MappedFile File { get; }

    /// <summary>The version of the format: 2 or 3.</summary>
    public int Version { get; }

    /// <summary>The bytes up to the end of the tensor directory, without the padding that follows.</summary>
    public long HeaderLength { get; }

    /// <summary>
    /// What the offsets of tensors are multiples of, in bytes: a power of two, 8 or more; 32 where the file does not say.
    /// </summary>
    public int Alignment { get; }

    /// <summary>The metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors in the order of the directory.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="ModelFormatException">
    /// The file is not a GGUF file, is damaged, or holds something that is not supported.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">The file cannot be mapped.</exception>
    public static GgufFile Open(string path) => Open(MappedFile.Open(path));

    /// <summary>Checks the header of a file that is mapped or in memory already.</summary>
    /// <param name="file">The file; it is closed with the result, or when this fails.</param>
    /// <exception cref="ModelFormatException">
    /// The file is not a GGUF file, is damaged, or holds something that is not supported.
    /// </exception>
    public static GgufFile Open(MappedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Open(file, source: null, file.Length);
    }

    /// <summary>
    /// Opens a file with its header in private memory: nothing is mapped, and what happens to the file afterwards is of no consequence. The
    /// tensors say where their bytes lie, and are not at hand.
    /// </summary>
    /// <inheritdoc cref="Open(string)"/>
    public static GgufFile OpenHeader(string path)
    {
        using Stream stream = InputStream.Open(path);
        GgufHeaderSource source = new(stream);
        return Open(MappedFile.FromMemory(path, source.Memory, source.Memory.Length), source, stream.CanSeek ? stream.Length : null);
    }

    /// <summary>The same for a header that a stream begins with, of a file whose tensors lie somewhere else.</summary>
    /// <param name="stream">It stays the caller's.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="ModelFormatException">The stream does not begin with the header of a GGUF file.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public static GgufFile OpenHeader(Stream stream, string path)
    {
        GgufHeaderSource source = new(stream);
        return Open(MappedFile.FromMemory(path, source.Memory, source.Memory.Length), source, length: null);
    }

    /// <summary>The same for a header that comes from a source, of a file whose length may be known.</summary>
    internal static GgufFile Open(MappedFile file, GgufHeaderSource? source, long? length)
    {
        MappedView? header = null;
        try
        {
            header = file.View(0, file.Length);
            return new GgufFile(file, header, source, length);
        }
        catch
        {
            header?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Finds a tensor by its name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>Closes the file: metadata can no longer be read; views of the mapped file that others hold stay valid.</summary>
    public void Dispose()
    {
        foreach (MappedFile data in _kept)
            data.Dispose();
        _header.Dispose();
        File.Dispose();
    }

    /// <summary>Takes memory that tensors of a stream were read into, which is closed with the file.</summary>
    internal void Keep(MappedFile data) => _kept.Add(data);

    static int ReadAlignment(GgufMetadata metadata)
    {
        long alignment = metadata.GetInteger(AlignmentKey, DefaultAlignment, GgufLimits.SmallestAlignment, GgufLimits.LargestAlignment);
        return BitOperations.IsPow2(alignment)
            ? (int)alignment
            : throw metadata.Error(AlignmentKey, "a power of two", $"{alignment}", GgufAdvice.NotConverted);
    }
}
