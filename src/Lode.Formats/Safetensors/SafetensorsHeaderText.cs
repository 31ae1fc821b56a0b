using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lode.Formats;

/// <summary>The header that a <see cref="SafetensorsWriter"/> collects: compact JSON, padded with blanks to a multiple of 8 bytes.</summary>
/// <remarks>Text is escaped as the format's own library does it: quotes, backslashes and control characters, and nothing else.</remarks>
sealed class SafetensorsHeaderText
{
    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    readonly ArrayBufferWriter<byte> _metadata = new();
    readonly ArrayBufferWriter<byte> _tensors = new();
    readonly HashSet<string> _keys = [];
    readonly HashSet<string> _names = [];
    ReadOnlyMemory<byte> _closed;
    bool _isClosed;
    long _end;

    public void AddMetadata(string key, string value)
    {
        CheckOpen();
        if (s_utf8.GetByteCount(key) > SafetensorsLimits.NameBytes)
            throw new ArgumentException($"a metadata key has at most {SafetensorsLimits.NameBytes} bytes in UTF-8", nameof(key));
        string text = $"{Quote(key)}:{Quote(value)}";
        CheckRoom(s_utf8.GetByteCount(text), _metadata.WrittenCount, SafetensorsLimits.MetadataBytes);
        if (!_keys.Add(key))
            throw new InvalidOperationException($"metadata '{key}' was added before");
        Append(_metadata, text);
    }

    /// <returns>The tensor's bytes.</returns>
    public long AddTensor(string name, SafetensorsType type, ReadOnlySpan<long> shape)
    {
        GgufName.Check(name, SafetensorsLimits.NameBytes);
        if (name == "__metadata__")
            throw new ArgumentException("'__metadata__' is the name of the metadata", nameof(name));
        if (shape.Length > SafetensorsLimits.Dimensions)
            throw new ArgumentException($"tensor '{name}' has more than {SafetensorsLimits.Dimensions} dimensions", nameof(shape));
        long elements = Count(shape);
        if (!SafetensorsTypes.TryByteLength(type, elements, out long bytes))
        {
            throw elements > long.MaxValue / 16
                ? new OverflowException($"tensor '{name}' is larger than a file can be")
                : new ArgumentException($"tensor '{name}' of {SafetensorsTypes.Name(type)} does not end with a byte", nameof(shape));
        }
        CheckOpen();
        if (_names.Contains(name))
            throw new InvalidOperationException($"tensor '{name}' was declared before");
        if (_names.Count == SafetensorsLimits.Tensors)
            throw new InvalidOperationException($"a file has at most {SafetensorsLimits.Tensors} tensors");
        // As the reader: sums with the start of the data must not wrap.
        long end = checked(_end + bytes + SafetensorsLimits.HeaderBytes) - SafetensorsLimits.HeaderBytes;
        string properties = string.Create(CultureInfo.InvariantCulture,
            $"\"dtype\":\"{SafetensorsTypes.Name(type)}\",\"shape\":[{string.Join(',', shape.ToArray())}],\"data_offsets\":[{_end},{end}]");
        string text = $"{Quote(name)}:{{{properties}}}";
        CheckRoom(s_utf8.GetByteCount(text), _tensors.WrittenCount + _metadata.WrittenCount, SafetensorsLimits.HeaderBytes - 64);
        _names.Add(name);
        Append(_tensors, text);
        _end = end;
        return bytes;
    }

    /// <summary>Ends the declarations.</summary>
    public ReadOnlySpan<byte> Close()
    {
        if (_isClosed)
            return _closed.Span;
        ArrayBufferWriter<byte> all = new(_metadata.WrittenCount + _tensors.WrittenCount + 64);
        all.Write("{"u8);
        if (_metadata.WrittenCount > 0)
        {
            all.Write("\"__metadata__\":{"u8);
            all.Write(_metadata.WrittenSpan);
            all.Write(_tensors.WrittenCount > 0 ? "},"u8 : "}"u8);
        }
        all.Write(_tensors.WrittenSpan);
        all.Write("}"u8);
        all.Write("       "u8[..(-all.WrittenCount & 7)]);
        _closed = all.WrittenMemory;
        _isClosed = true;
        return _closed.Span;
    }

    void CheckOpen()
    {
        if (_isClosed)
            throw new InvalidOperationException("metadata and tensors must be declared before the first tensor's bytes are written");
    }

    static void CheckRoom(int more, int written, int limit)
    {
        if (more >= limit - written)
            throw new InvalidOperationException($"the header has no room for {more} more bytes: at most {limit}");
    }

    static void Append(ArrayBufferWriter<byte> to, string text)
    {
        if (to.WrittenCount > 0)
            to.Write(","u8);
        s_utf8.GetBytes(text, to);
    }

    static long Count(ReadOnlySpan<long> shape)
    {
        foreach (long extent in shape)
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
        if (shape.Contains(0))
            return 0;
        long count = 1;
        foreach (long extent in shape)
            count = checked(count * extent);
        return count;
    }

    static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (char character in text)
        {
            quoted = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => quoted.Append(character),
            };
        }
        return quoted.Append('"').ToString();
    }
}
