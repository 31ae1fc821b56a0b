using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Lode.Formats;

/// <summary>A metadata value where it lies in the file, decoded when it is asked for.</summary>
/// <remarks>All members throw <see cref="ObjectDisposedException"/> once the file is closed.</remarks>
public readonly struct GgufValue
{
    readonly GgufMetadata _metadata;
    readonly string _key;
    readonly long _offset;

    internal GgufValue(GgufMetadata metadata, string key, GgufEntry entry)
    {
        _metadata = metadata;
        _key = key;
        _offset = entry.Offset;
        Type = entry.Type;
    }

    /// <summary>The type as the file has it.</summary>
    public GgufValueType Type { get; }

    /// <summary>A string.</summary>
    /// <exception cref="ModelFormatException">The value is of another type, or its bytes are not UTF-8.</exception>
    public string AsString()
    {
        ReadOnlySpan<byte> utf8 = AsUtf8();
        return Utf8.IsValid(utf8)
            ? Encoding.UTF8.GetString(utf8)
            : throw _metadata.Error(_key, "text in UTF-8", "bytes that are not", GgufAdvice.NotConverted);
    }

    /// <summary>The bytes of a string in the file, not checked to be UTF-8; valid until the file is closed.</summary>
    /// <exception cref="ModelFormatException">The value is of another type.</exception>
    public ReadOnlySpan<byte> AsUtf8()
    {
        if (Type != GgufValueType.String)
            throw WrongType("a string");
        return _metadata.StringAt(_offset, _key);
    }

    /// <summary>An integer of any width and sign.</summary>
    /// <exception cref="ModelFormatException">The value is of another type, or above 2^63 - 1.</exception>
    public long AsInteger()
    {
        if (!GgufValueTypes.IsInteger(Type))
            throw WrongType("an integer");
        ReadOnlySpan<byte> bytes = _metadata.Bytes(_offset, GgufValueTypes.FixedSize(Type));
        return GgufNumber.TryReadInteger(Type, bytes, out long value)
            ? value
            : throw _metadata.Error(_key, $"an integer of at most {long.MaxValue}", $"{(ulong)value}", GgufAdvice.NotConverted);
    }

    /// <summary>A float, or an integer as a float.</summary>
    /// <exception cref="ModelFormatException">The value is of another type.</exception>
    public double AsNumber() => GgufValueTypes.IsInteger(Type) || GgufValueTypes.IsFloat(Type)
        ? GgufNumber.ReadNumber(Type, _metadata.Bytes(_offset, GgufValueTypes.FixedSize(Type)))
        : throw WrongType("a number");

    /// <summary>A Boolean.</summary>
    /// <exception cref="ModelFormatException">The value is of another type.</exception>
    public bool AsBoolean() => Type == GgufValueType.Bool ? _metadata.Bytes(_offset, 1)[0] != 0 : throw WrongType("a Boolean");

    /// <summary>An array.</summary>
    /// <exception cref="ModelFormatException">The value is of another type.</exception>
    public GgufArray AsArray()
    {
        if (Type != GgufValueType.Array)
            throw WrongType("an array");
        ReadOnlySpan<byte> start = _metadata.Bytes(_offset, GgufArray.StartBytes);
        return new GgufArray(_metadata, _key, (GgufValueType)BinaryPrimitives.ReadUInt32LittleEndian(start),
            BinaryPrimitives.ReadInt64LittleEndian(start[4..]), _offset + GgufArray.StartBytes);
    }

    /// <summary>The stored bytes, as a writer copies them.</summary>
    internal ReadOnlySpan<byte> Stored()
    {
        GgufCursor cursor = _metadata.CursorAt(_offset);
        GgufHeaderReader.SkipValue(ref cursor, Type, _key, depth: 0);
        return _metadata.Bytes(_offset, (int)(cursor.Offset - _offset));
    }

    ModelFormatException WrongType(string expected) =>
        _metadata.Error(_key, expected, $"a value of type {Type}", GgufAdvice.NotConverted);
}
