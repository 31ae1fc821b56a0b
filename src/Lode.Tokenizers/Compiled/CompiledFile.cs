using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Lode.Formats;
using Lode.Memory;

namespace Lode.Tokenizers;

/// <summary>A mapped compiled tokenizer whose outline was checked: sections lie in the file, and its head is as it was written.</summary>
/// <remarks>
/// The file stays mapped as long as the process lives once <see cref="Keep"/> was called: spans of token bytes are handed out that nobody
/// gives back. That costs addresses, and pages of the page cache that all processes share.
/// </remarks>
sealed unsafe class CompiledFile : IDisposable
{
    readonly string _path;
    readonly MappedView _view;
    readonly (long Offset, long Length, int ElementSize)[] _sections = new (long, long, int)[CompiledFormat.MaxSections];
    string _advice = "compile the tokenizer again from its source";
    bool _isKept;

    CompiledFile(string path, MappedView view)
    {
        _path = path;
        _view = view;
    }

    /// <summary>SHA-256 of what the file was made of.</summary>
    public byte[] SourceHash => _view.Span(CompiledFormat.SourceHashAt, CompiledFormat.HashLength).ToArray();

    /// <summary>Maps a file and checks its outline.</summary>
    /// <exception cref="ModelFormatException">It is damaged, or of another version.</exception>
    public static CompiledFile Open(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        CompiledFile result = new(path, file.View(0, file.Length));
        try
        {
            result.ReadHead();
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Checks the outline of what lies in another file, such as a packed model.</summary>
    /// <param name="view">The bytes; they stay the caller's.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="ModelFormatException">It is damaged, or of another version.</exception>
    public static CompiledFile Within(MappedView view, string path)
    {
        CompiledFile result = new(path, view) { _isKept = true, _advice = "unpack the model and pack it again: lode unpack, lode pack" };
        result.ReadHead();
        return result;
    }

    /// <summary>Whether a section is there.</summary>
    public bool Has(CompiledSection section) => _sections[(int)section].ElementSize > 0;

    /// <summary>The values of a section, where they lie.</summary>
    /// <exception cref="ModelFormatException">The section is missing, or of other elements.</exception>
    public Table<T> Table<T>(CompiledSection section)
        where T : unmanaged
    {
        (nint pointer, int length) = Find(section, Unsafe.SizeOf<T>());
        return new Table<T>((T*)pointer, length);
    }

    /// <inheritdoc cref="Table"/>
    public FlatTable<T> FlatTable<T>(CompiledSection section)
        where T : unmanaged
    {
        (nint pointer, int length) = Find(section, Unsafe.SizeOf<T>());
        return new FlatTable<T>((T*)pointer, length);
    }

    /// <summary>Complains about a section.</summary>
    public ModelFormatException Error(CompiledSection section, string expected, string found) =>
        Error($"section {section}", expected, found, _sections[(int)section].Offset);

    /// <summary>The file is used from now on, and stays mapped.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Unmaps the file unless it is used.</summary>
    public void Dispose()
    {
        if (!_isKept)
            _view.Dispose();
    }

    ModelFormatException Error(string where, string expected, string found, long offset = -1) =>
        new(_path, where, expected, found, _advice, offset < 0 ? -1 : _view.Offset + offset);

    (nint Pointer, int Length) Find(CompiledSection section, int expectedSize)
    {
        (long offset, long length, int elementSize) = _sections[(int)section];
        if (elementSize != expectedSize)
            throw Error($"section {section}", $"elements of {expectedSize} bytes", elementSize == 0 ? "nothing" : $"{elementSize} bytes");
        return ((nint)_view.Pointer(offset, length), (int)(length / elementSize));
    }

    void ReadHead()
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("compiled tokenizers are little-endian, and this machine is not: open the source instead");
        if (_view.Length < CompiledFormat.HeaderLength)
            throw Error("header", $"{CompiledFormat.HeaderLength} bytes", $"{_view.Length}", 0);
        ReadOnlySpan<byte> header = _view.Span(0, CompiledFormat.HeaderLength);
        if (!header.StartsWith(CompiledFormat.Magic))
            throw Error("header", "a compiled tokenizer", "another file", 0);
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[CompiledFormat.VersionAt..]);
        if (version != CompiledFormat.Version)
            throw Error("version", $"{CompiledFormat.Version}", $"{version}", CompiledFormat.VersionAt);
        long fileLength = BinaryPrimitives.ReadInt64LittleEndian(header[CompiledFormat.FileLengthAt..]);
        if (fileLength != _view.Length)
            throw Error("length", $"{fileLength} bytes", $"{_view.Length}; it is incomplete", CompiledFormat.FileLengthAt);
        int count = BinaryPrimitives.ReadInt32LittleEndian(header[CompiledFormat.SectionsAt..]);
        long headLength = BinaryPrimitives.ReadInt64LittleEndian(header[CompiledFormat.HeadLengthAt..]);
        if (count is < 0 or > CompiledFormat.MaxSections)
            throw Error("sections", $"at most {CompiledFormat.MaxSections}", $"{count}", CompiledFormat.SectionsAt);
        int tableEnd = CompiledFormat.HeaderLength + count * CompiledFormat.EntryLength;
        if (headLength < tableEnd || headLength > Math.Min(CompiledFormat.MaxHeadLength, fileLength))
            throw Error("head", $"{tableEnd} to {Math.Min(CompiledFormat.MaxHeadLength, fileLength)} bytes", $"{headLength}", CompiledFormat.HeadLengthAt);
        CheckHash(_view.Span(0, (int)headLength));
        for (int i = 0; i < count; i++)
            ReadEntry(_view.Span(CompiledFormat.HeaderLength + i * CompiledFormat.EntryLength, CompiledFormat.EntryLength), headLength);
    }

    void CheckHash(ReadOnlySpan<byte> head)
    {
        Span<byte> found = stackalloc byte[CompiledFormat.HashLength];
        ReadOnlySpan<byte> expected = head.Slice(CompiledFormat.HeadHashAt, CompiledFormat.HashLength);
        HeadHash.Compute(head, found);
        if (!found.SequenceEqual(expected))
            throw Error("hash of the head", Convert.ToHexStringLower(expected), Convert.ToHexStringLower(found), CompiledFormat.HeadHashAt);
    }

    static string Where(int section) => $"section {(CompiledSection)section}";

    void ReadEntry(ReadOnlySpan<byte> entry, long headLength)
    {
        int section = BinaryPrimitives.ReadInt32LittleEndian(entry);
        int elementSize = BinaryPrimitives.ReadInt32LittleEndian(entry[4..]);
        long offset = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(entry[16..]);
        if (section is < 1 or >= CompiledFormat.MaxSections || _sections[section].ElementSize != 0)
            throw Error(Where(section), "a section that comes once", "another");
        if (elementSize is < 1 or > 1024 || length % elementSize != 0 || length < 0 || length / elementSize > 1 << 28)
            throw Error(Where(section), "whole elements", $"{length} bytes of elements of {elementSize}");
        if (offset < 0 || offset % CompiledFormat.Alignment != 0 || offset > _view.Length || length > _view.Length - offset)
            throw Error(Where(section), $"a range of {_view.Length} bytes, aligned to {CompiledFormat.Alignment}", $"{length} bytes at {offset}", offset);
        if (section < (int)CompiledSection.TextEnds && offset + length > headLength)
            throw Error(Where(section), "a place in the head", $"{length} bytes at {offset}", offset);
        _sections[section] = (offset, length, elementSize);
    }
}
