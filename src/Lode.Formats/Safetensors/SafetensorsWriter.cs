using System.Buffers.Binary;

namespace Lode.Formats;

/// <summary>Writes a safetensors file from front to back: the header first, then the tensors' bytes as they come.</summary>
/// <remarks>
/// The sizes are known before the data, so the destination need not seek and nothing but the header is held in memory. The order is fixed:
/// <see cref="AddMetadata"/> and <see cref="AddTensor"/> in any mixture, <see cref="WriteTensor"/> for every tensor in the declared order,
/// <see cref="Complete"/>. Calls against the order are an <see cref="InvalidOperationException"/>. The format has no padding between
/// tensors: declare those with the widest elements first where readers want them aligned. Not safe for several threads.
/// </remarks>
public sealed class SafetensorsWriter : IDisposable
{
    readonly Stream _destination;
    readonly bool _leaveOpen;
    readonly SafetensorsHeaderText _header = new();
    readonly ReadOnlyMemory<byte> _stored;
    readonly List<long> _lengths = [];
    bool _headerWritten;
    int _current;
    long _written;

    /// <summary>Starts a file.</summary>
    /// <param name="destination">Where it goes; written from its current position on.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the destination open.</param>
    public SafetensorsWriter(Stream destination, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        _destination = destination;
        _leaveOpen = leaveOpen;
    }

    SafetensorsWriter(Stream destination, ReadOnlySpan<byte> header, bool leaveOpen)
        : this(destination, leaveOpen)
    {
        foreach (SafetensorsTensor tensor in SafetensorsHeader.Read("the given header", null, header).Tensors.Values)
            _lengths.Add(tensor.ByteLength);
        _stored = header.ToArray();
        _header.Close();
    }

    /// <summary>
    /// Starts a file with a header that another file has, so that a copy is equal to the byte, blanks and order of keys included. What is
    /// left to do is <see cref="WriteTensor"/> for every tensor in the order of their bytes, and <see cref="Complete"/>.
    /// </summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="header">The header without its length, as <see cref="SafetensorsFile.Header"/> gives it.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the destination open.</param>
    /// <exception cref="ModelFormatException">The header is damaged.</exception>
    public static SafetensorsWriter WithHeader(Stream destination, ReadOnlySpan<byte> header, bool leaveOpen = false) =>
        new(destination, header, leaveOpen);

    /// <summary>Adds a string to <c>__metadata__</c>.</summary>
    /// <param name="key">The key, at most <see cref="SafetensorsLimits.NameBytes"/> bytes in UTF-8.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The key is too long, or text is not valid Unicode.</exception>
    /// <exception cref="InvalidOperationException">The key was added before, the metadata is full, or the header is already written.</exception>
    public void AddMetadata(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        _header.AddMetadata(key, value);
    }

    /// <summary>Declares a tensor; its bytes come later, in the order of the declarations.</summary>
    /// <param name="name">The name, 1 to <see cref="SafetensorsLimits.NameBytes"/> bytes in UTF-8 without control characters.</param>
    /// <param name="type">How the elements are stored.</param>
    /// <param name="shape">The extents, the longest stride first; none for a scalar.</param>
    /// <exception cref="ArgumentException">The name, the type or the shape are not as described, or the elements do not fill whole bytes.</exception>
    /// <exception cref="OverflowException">The tensors are larger than a file can be.</exception>
    /// <exception cref="InvalidOperationException">The name was declared before, there are too many, or the header is already written.</exception>
    public void AddTensor(string name, SafetensorsType type, params ReadOnlySpan<long> shape) =>
        _lengths.Add(_header.AddTensor(name, type, shape));

    /// <summary>Writes bytes of the next tensor: all of them, or the next part; the first call ends the declarations.</summary>
    /// <param name="bytes">No more than are left of the tensor. Tensors without bytes are passed by.</param>
    /// <exception cref="InvalidOperationException">There are more bytes than were declared, or no tensor is left.</exception>
    public void WriteTensor(ReadOnlySpan<byte> bytes)
    {
        WriteHeader();
        if (bytes.IsEmpty)
            return;
        SkipEmpty();
        if (_current == _lengths.Count)
            throw new InvalidOperationException($"all {_lengths.Count} declared tensors are written");
        long left = _lengths[_current] - _written;
        if (bytes.Length > left)
        {
            throw new InvalidOperationException(
                $"tensor {_current} has {left} of its {_lengths[_current]} bytes left, but {bytes.Length} were given");
        }
        _destination.Write(bytes);
        _written += bytes.Length;
        if (_written == _lengths[_current])
        {
            _current++;
            _written = 0;
        }
    }

    /// <summary>Finishes the file and flushes the destination.</summary>
    /// <exception cref="InvalidOperationException">Bytes of declared tensors are missing.</exception>
    public void Complete()
    {
        WriteHeader();
        SkipEmpty();
        if (_current < _lengths.Count)
        {
            throw new InvalidOperationException(
                $"tensor {_current} of {_lengths.Count} has {_written} of its {_lengths[_current]} bytes; write the rest first");
        }
        _destination.Flush();
    }

    /// <summary>Closes the destination, unless it was to be left open. Without <see cref="Complete"/> the file is cut off.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
            _destination.Dispose();
    }

    void SkipEmpty()
    {
        while (_current < _lengths.Count && _lengths[_current] == 0)
            _current++;
    }

    void WriteHeader()
    {
        if (_headerWritten)
            return;
        ReadOnlySpan<byte> header = _stored.IsEmpty ? _header.Close() : _stored.Span;
        _headerWritten = true;
        Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        _destination.Write(length);
        _destination.Write(header);
    }
}
