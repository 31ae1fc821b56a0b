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

    /// <param name="file">The file, or its header in memory.</param>
    /// <param name="header">The bytes that there are.</param>
    /// <param name="length">The length of the file; where it is more, the tensors' bytes are not at hand.</param>
    GgufFile(MappedFile file, MappedView header, long length)
    {
        File = file;
        _header = header;
        GgufCursor cursor = new(file.Path, header.Pointer(0, header.Length), header.Length);
        (Version, int tensors, int keys) = GgufHeaderReader.ReadPreamble(ref cursor);
        Metadata = new GgufMetadata(file.Path, header, GgufHeaderReader.ReadMetadata(ref cursor, keys));
        Alignment = ReadAlignment(Metadata);
        _tensors = GgufTensorReader.ReadDirectory(ref cursor, tensors);
        HeaderLength = cursor.Offset;
        Tensors = _tensors.Values;
        GgufTensorReader.Place(cursor, Tensors, Alignment, length);
        if (file.Length < length)
            return;
        foreach (GgufTensor tensor in Tensors)
            tensor.PlaceIn(file, tensor.Offset);
    }

    /// <summary>The mapped file.</summary>
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
        return Open(file, file.Length);
    }

    /// <summary>
    /// Opens a file with its header in private memory: afterwards nothing is mapped, and what happens to the file is of no consequence. The
    /// tensors say where their bytes lie, and are not at hand.
    /// </summary>
    /// <inheritdoc cref="Open(string)"/>
    public static GgufFile OpenHeader(string path)
    {
        long header, length;
        using (GgufFile mapped = Open(path))
            (header, length) = (mapped.HeaderLength, mapped.File.Length);
        PageMemory memory = new(header);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            for (long done = 0; done < header;)
            {
                int read = stream.Read(new Span<byte>(memory.Address + done, (int)Math.Min(header - done, 1 << 30)));
                done += read > 0 ? read : throw new ModelFormatException(path, done, "the rest of the header", "the end of the file", GgufAdvice.Incomplete);
            }
        }
        catch
        {
            memory.Dispose();
            throw;
        }
        return Open(MappedFile.FromMemory(path, memory, header), length);
    }

    static GgufFile Open(MappedFile file, long length)
    {
        MappedView? header = null;
        try
        {
            header = file.View(0, file.Length);
            return new GgufFile(file, header, length);
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
        _header.Dispose();
        File.Dispose();
    }

    static int ReadAlignment(GgufMetadata metadata)
    {
        long alignment = metadata.GetInteger(AlignmentKey, DefaultAlignment, GgufLimits.SmallestAlignment, GgufLimits.LargestAlignment);
        return BitOperations.IsPow2(alignment)
            ? (int)alignment
            : throw metadata.Error(AlignmentKey, "a power of two", $"{alignment}", GgufAdvice.NotConverted);
    }
}
