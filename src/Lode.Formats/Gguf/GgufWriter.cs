using System.Buffers.Binary;
using System.Numerics;

namespace Lode.Formats;

/// <summary>
/// Writes a GGUF file from front to back: metadata and tensor directory first, then the tensors' bytes as they come.
/// </summary>
/// <remarks>
/// The sizes are known before the data, so the destination need not seek and nothing but the header is held in memory. The order is fixed:
/// <see cref="Add(string, string)"/> and <see cref="AddTensor(string, GgmlType, ReadOnlySpan{long})"/> in any mixture, <see cref="WriteTensor"/> for every tensor in the declared
/// order, <see cref="Complete"/>. Calls against the order are an <see cref="InvalidOperationException"/>. Not safe for several threads.
/// </remarks>
public sealed class GgufWriter : IDisposable
{
    const string AlignmentKey = "general.alignment";
    const int DefaultAlignment = 32;
    const int PreambleBytes = 24;
    const int AlignmentEntryBytes = 8 + 17 + 4 + 4; // length and key, type, value
    static readonly byte[] s_zeros = new byte[4096];
    readonly Stream _destination;
    readonly bool _leaveOpen;
    readonly int _alignment;
    readonly int _version;
    readonly GgufBuffer _metadata = new();
    readonly GgufBuffer _directory = new();
    readonly HashSet<string> _keys = [];
    readonly HashSet<string> _names = [];
    readonly List<Declared> _tensors = [];
    long _dataLength; // with all padding that there may be
    bool _headerWritten;
    int _current;
    long _written;
    long _position;

    /// <summary>Starts a file.</summary>
    /// <param name="destination">Where it goes; written from its current position on, which counts as the start of the file.</param>
    /// <param name="alignment">What the offsets of tensors are multiples of, in bytes: a power of two, 8 or more.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the destination open.</param>
    /// <param name="version">The version of the format, 2 or 3; what Lode writes is the same in both but for this number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The alignment is not a power of two, or out of range; or the version is.</exception>
    public GgufWriter(Stream destination, int alignment = 32, bool leaveOpen = false, int version = 3)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!BitOperations.IsPow2(alignment) || alignment is < GgufLimits.SmallestAlignment or > GgufLimits.LargestAlignment)
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment,
                $"a power of two from {GgufLimits.SmallestAlignment} to {GgufLimits.LargestAlignment} is needed");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, 3);
        _destination = destination;
        _alignment = alignment;
        _leaveOpen = leaveOpen;
        _version = version;
    }

    /// <summary>The length of the finished file in bytes, as far as it was declared.</summary>
    public long FileLength
    {
        get
        {
            long end = HeaderLength;
            foreach (Declared tensor in _tensors)
                end = Align(Align(end, tensor.Alignment) + tensor.Length, _alignment);
            return end;
        }
    }

    /// <summary>Adds a string.</summary>
    /// <param name="key">The key, 1 to <see cref="GgufLimits.KeyBytes"/> bytes in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The key is empty, too long, or has control characters; or text is not valid Unicode.</exception>
    /// <exception cref="InvalidOperationException">
    /// The key was added before, there are too many, the header is already written, or it is <c>general.alignment</c> and says something
    /// else than the constructor. (Where nothing says it and it is not 32, it is written in front of the other keys.)
    /// </exception>
    public void Add(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        GgufBuffer.CheckText(value);
        StartValue(key, GgufValueType.String);
        _metadata.WriteString(value);
    }

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, bool value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, byte value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, sbyte value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, ushort value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, short value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, uint value) => AddScalar(key, value, isAlignment: value == _alignment);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, int value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, ulong value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, long value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, float value) => AddScalar(key, value);

    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, double value) => AddScalar(key, value);

    /// <summary>Copies a value of any type from another file, byte for byte.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void Add(string key, GgufValue value)
    {
        ReadOnlySpan<byte> stored = value.Stored();
        StartValue(key, value.Type, key == AlignmentKey && value.AsInteger() == _alignment);
        _metadata.Write(stored);
    }

    /// <summary>Adds an array of strings.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void AddArray(string key, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (string value in values)
            GgufBuffer.CheckText(value);
        StartArray(key, GgufValueType.String, values.Count);
        foreach (string value in values)
            _metadata.WriteString(value);
    }

    /// <summary>Adds an array of strings that are UTF-8 already, as vocabularies are.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    public void AddArray(string key, IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        StartArray(key, GgufValueType.String, values.Count);
        foreach (ReadOnlyMemory<byte> value in values)
            _metadata.WriteString(value.Span);
    }

    /// <summary>Adds an array of numbers or Booleans.</summary>
    /// <typeparam name="T">Any of the types that <c>Add</c> takes, but strings.</typeparam>
    /// <exception cref="NotSupportedException">The format has no such element type.</exception>
    /// <inheritdoc cref="Add(string, string)"/>
    public void AddArray<T>(string key, ReadOnlySpan<T> values) where T : unmanaged
    {
        StartArray(key, GgufBuffer.TypeOf<T>(), values.Length);
        foreach (T value in values)
            _metadata.WriteValue(value);
    }

    /// <summary>Declares a tensor; its bytes come later, in the order of the declarations.</summary>
    /// <param name="name">The name, 1 to <see cref="GgufLimits.TensorNameBytes"/> bytes in UTF-8; llama.cpp reads at most 63.</param>
    /// <param name="type">How the elements are stored.</param>
    /// <param name="dimensions">1 to 4 extents, the row length first; that one a multiple of the type's block size.</param>
    /// <exception cref="ArgumentException">The name, the type or the dimensions are not as described.</exception>
    /// <exception cref="OverflowException">The tensors are larger than a file can be.</exception>
    /// <exception cref="InvalidOperationException">The name was declared before, there are too many, or the header is already written.</exception>
    public void AddTensor(string name, GgmlType type, params ReadOnlySpan<long> dimensions) => AddTensor(_alignment, name, type, dimensions);

    /// <summary>Declares a tensor that begins at a multiple of <paramref name="alignment"/> in the file, with a gap before it where need be.</summary>
    /// <param name="alignment">A power of two of bytes; less than the alignment of the file means that one.</param>
    /// <inheritdoc cref="AddTensor(string, GgmlType, ReadOnlySpan{long})"/>
    /// <param name="name">The name.</param>
    /// <param name="type">How the elements are stored.</param>
    /// <param name="dimensions">1 to 4 extents.</param>
    public void AddTensor(int alignment, string name, GgmlType type, params ReadOnlySpan<long> dimensions)
    {
        if (!BitOperations.IsPow2(alignment) || alignment > GgufLimits.LargestAlignment)
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, $"a power of two up to {GgufLimits.LargestAlignment} is needed");
        alignment = Math.Max(alignment, _alignment);
        GgufName.Check(name, GgufLimits.TensorNameBytes);
        if (dimensions.Length is < 1 or > GgufLimits.Dimensions)
            throw new ArgumentException($"tensor '{name}' needs 1 to {GgufLimits.Dimensions} dimensions", nameof(dimensions));
        long elements = 1;
        foreach (long extent in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1, nameof(dimensions));
            elements = checked(elements * extent);
        }
        if (dimensions[0] % GgmlTypes.BlockSize(type) != 0)
        {
            throw new ArgumentException(
                $"tensor '{name}' of {type} needs rows of a multiple of {GgmlTypes.BlockSize(type)} elements, not {dimensions[0]}",
                nameof(dimensions));
        }
        if (!GgmlTypes.Fits(type, dimensions))
            throw new ArgumentException($"tensor '{name}' of {GgmlTypes.Name(type)} needs a multiple of {GgmlTypes.PanelRows} rows", nameof(dimensions));
        long length = GgmlTypes.ByteLength(type, elements);
        CheckHeaderOpen();
        if (_tensors.Count == GgufLimits.Tensors)
            throw new InvalidOperationException($"a file has at most {GgufLimits.Tensors} tensors");
        long end = checked(_dataLength + alignment + length + _alignment + GgufLimits.HeaderBytes) - GgufLimits.HeaderBytes;
        if (!_names.Add(name))
            throw new InvalidOperationException($"tensor '{name}' was declared before");

        _directory.WriteString(name);
        _directory.WriteValue((uint)dimensions.Length);
        foreach (long extent in dimensions)
            _directory.WriteValue((ulong)extent);
        _directory.WriteValue((uint)type);
        _tensors.Add(new Declared(length, alignment, _directory.Written.Length));
        _directory.WriteValue(0UL); // the offset, known when the header is complete
        _dataLength = end;
    }

    /// <summary>Writes bytes of the next tensor: all of them, or the next part; the first call ends the declarations.</summary>
    /// <param name="bytes">No more than are left of the tensor.</param>
    /// <exception cref="InvalidOperationException">
    /// There are more bytes than were declared, no tensor is left, or the header is larger than <see cref="GgufLimits.HeaderBytes"/>.
    /// </exception>
    public void WriteTensor(ReadOnlySpan<byte> bytes)
    {
        WriteHeader();
        if (_current == _tensors.Count)
            throw new InvalidOperationException($"all {_tensors.Count} declared tensors are written");
        long length = _tensors[_current].Length;
        if (bytes.Length > length - _written)
        {
            throw new InvalidOperationException(
                $"tensor {_current} has {length - _written} of its {length} bytes left, but {bytes.Length} were given");
        }
        _destination.Write(bytes);
        _position += bytes.Length;
        _written += bytes.Length;
        if (_written == length)
        {
            _current++;
            _written = 0;
            PadTo(Align(_position, _current < _tensors.Count ? _tensors[_current].Alignment : _alignment));
        }
    }

    /// <summary>Finishes the file and flushes the destination.</summary>
    /// <exception cref="InvalidOperationException">Bytes of declared tensors are missing.</exception>
    public void Complete()
    {
        WriteHeader();
        if (_current < _tensors.Count)
        {
            throw new InvalidOperationException(
                $"tensor {_current} of {_tensors.Count} has {_written} of its {_tensors[_current].Length} bytes; write the rest first");
        }
        _destination.Flush();
    }

    /// <summary>Closes the destination, unless it was to be left open. Without <see cref="Complete"/> the file is cut off.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
            _destination.Dispose();
    }

    void AddScalar<T>(string key, T value, bool isAlignment = false) where T : unmanaged
    {
        StartValue(key, GgufBuffer.TypeOf<T>(), isAlignment);
        _metadata.WriteValue(value);
    }

    void StartArray(string key, GgufValueType element, int count)
    {
        StartValue(key, GgufValueType.Array);
        _metadata.WriteValue((uint)element);
        _metadata.WriteValue((ulong)count);
    }

    void StartValue(string key, GgufValueType type, bool isAlignment = false)
    {
        GgufName.Check(key, GgufLimits.KeyBytes);
        CheckHeaderOpen();
        if (key == AlignmentKey && !isAlignment)
            throw new InvalidOperationException($"'{key}' is set by the constructor, to {_alignment}");
        if (_keys.Count == GgufLimits.Keys)
            throw new InvalidOperationException($"a file has at most {GgufLimits.Keys} metadata keys");
        if (!_keys.Add(key))
            throw new InvalidOperationException($"key '{key}' was added before");
        _metadata.WriteString(key);
        _metadata.WriteValue((uint)type);
    }

    void CheckHeaderOpen()
    {
        if (_headerWritten)
            throw new InvalidOperationException("metadata and tensors must be declared before the first tensor's bytes are written");
    }

    void WriteHeader()
    {
        if (_headerWritten)
            return;
        if (HeaderLength > GgufLimits.HeaderBytes)
            throw new InvalidOperationException($"the header has {HeaderLength} bytes, but readers take at most {GgufLimits.HeaderBytes}");
        _headerWritten = true;
        Place();
        Span<byte> preamble = stackalloc byte[PreambleBytes];
        "GGUF"u8.CopyTo(preamble);
        BinaryPrimitives.WriteInt32LittleEndian(preamble[4..], _version);
        BinaryPrimitives.WriteInt64LittleEndian(preamble[8..], _tensors.Count);
        BinaryPrimitives.WriteInt64LittleEndian(preamble[16..], _keys.Count + (NeedsAlignment ? 1 : 0));
        _destination.Write(preamble);
        if (NeedsAlignment)
            WriteAlignment();
        _destination.Write(_metadata.Written);
        _destination.Write(_directory.Written);
        _position = HeaderLength;
        if (_tensors.Count > 0)
            PadTo(Align(_position, _tensors[0].Alignment));
    }

    /// <summary>Enters where tensors begin, counted from the end of the header.</summary>
    void Place()
    {
        long data = Align(HeaderLength, _alignment), at = data;
        foreach (Declared tensor in _tensors)
        {
            at = Align(at, tensor.Alignment);
            _directory.Replace(tensor.OffsetAt, (ulong)(at - data));
            at = Align(at + tensor.Length, _alignment);
        }
    }

    void WriteAlignment()
    {
        GgufBuffer entry = new();
        entry.WriteString(AlignmentKey);
        entry.WriteValue((uint)GgufValueType.UInt32);
        entry.WriteValue((uint)_alignment);
        _destination.Write(entry.Written);
    }

    void PadTo(long position)
    {
        for (; _position < position; _position += Math.Min(s_zeros.Length, position - _position))
            _destination.Write(s_zeros.AsSpan(0, (int)Math.Min(s_zeros.Length, position - _position)));
    }

    /// <summary>Whether the alignment has to be said, and nobody did.</summary>
    bool NeedsAlignment => _alignment != DefaultAlignment && !_keys.Contains(AlignmentKey);

    long HeaderLength => PreambleBytes + (NeedsAlignment ? AlignmentEntryBytes : 0) + (long)_metadata.Written.Length + _directory.Written.Length;

    static long Align(long position, int alignment) => (position + alignment - 1) & -(long)alignment;

    /// <summary>A tensor that was declared: its bytes, what its place is a multiple of, and where the directory has the place.</summary>
    readonly record struct Declared(long Length, int Alignment, int OffsetAt);
}
