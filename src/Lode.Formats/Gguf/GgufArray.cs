using System.Runtime.InteropServices;

namespace Lode.Formats;

/// <summary>A metadata array where it lies in the file, decoded when it is asked for: no object per element.</summary>
/// <remarks>
/// Elements of fixed size are reached by index. Strings and nested arrays have their lengths in the file, so they are only enumerated. All
/// members throw <see cref="ObjectDisposedException"/> once the file is closed.
/// </remarks>
public readonly struct GgufArray
{
    /// <summary>The bytes of the element type and the count.</summary>
    internal const int StartBytes = 12;

    readonly GgufMetadata _metadata;
    readonly string _key;
    readonly long _offset;

    internal GgufArray(GgufMetadata metadata, string key, GgufValueType elementType, long count, long offset)
    {
        _metadata = metadata;
        _key = key;
        _offset = offset;
        ElementType = elementType;
        Count = count;
    }

    /// <summary>The type of every element.</summary>
    public GgufValueType ElementType { get; }

    /// <summary>How many elements.</summary>
    public long Count { get; }

    /// <summary>Goes through an array of strings: UTF-8 spans in the file, not checked to be valid.</summary>
    /// <exception cref="ModelFormatException">The elements are of another type.</exception>
    public GgufStringEnumerator EnumerateStrings() => ElementType == GgufValueType.String
        ? new GgufStringEnumerator(_metadata, _key, _metadata.BytesFrom(_offset), Count)
        : throw WrongElements("strings");

    /// <summary>Goes through an array of arrays.</summary>
    /// <exception cref="ModelFormatException">The elements are of another type.</exception>
    public GgufArrayEnumerator EnumerateArrays() => ElementType == GgufValueType.Array
        ? new GgufArrayEnumerator(_metadata, _key, _offset, Count)
        : throw WrongElements("arrays");

    /// <summary>One element of an array of integers of any width and sign.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ModelFormatException">The elements are of another type, or this one is above 2^63 - 1.</exception>
    public long GetInteger(long index)
    {
        if (!GgufValueTypes.IsInteger(ElementType))
            throw WrongElements("integers");
        return GgufNumber.TryReadInteger(ElementType, Element(index), out long value)
            ? value
            : throw OutOfRange(index, $"an integer of at most {long.MaxValue}", $"{(ulong)value}");
    }

    /// <summary>One element of an array of numbers: a float, or an integer as a float.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ModelFormatException">The elements are of another type.</exception>
    public double GetNumber(long index) => GgufValueTypes.IsFloat(ElementType) || GgufValueTypes.IsInteger(ElementType)
        ? GgufNumber.ReadNumber(ElementType, Element(index))
        : throw WrongElements("numbers");

    /// <summary>The same, rounded to single precision.</summary>
    /// <inheritdoc cref="GetNumber"/>
    public float GetFloat(long index) => (float)GetNumber(index);

    /// <summary>One element of an array of Booleans.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ModelFormatException">The elements are of another type.</exception>
    public bool GetBoolean(long index) => ElementType == GgufValueType.Bool ? Element(index)[0] != 0 : throw WrongElements("Booleans");

    /// <summary>Copies all elements of an array of numbers, rounded to single precision.</summary>
    /// <param name="destination">At least <see cref="Count"/> elements.</param>
    /// <exception cref="ModelFormatException">The elements are of another type.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Count)
            throw TooShort(destination.Length, nameof(destination));
        if (ElementType == GgufValueType.Float32 && BitConverter.IsLittleEndian)
        {
            CopyBytes(MemoryMarshal.AsBytes(destination));
            return;
        }
        for (int i = 0; i < (int)Count; i++)
            destination[i] = GetFloat(i);
    }

    /// <summary>Copies all elements of an array of integers.</summary>
    /// <param name="destination">At least <see cref="Count"/> elements.</param>
    /// <exception cref="ModelFormatException">The elements are of another type, or one does not fit 32 bits.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<int> destination)
    {
        if (destination.Length < Count)
            throw TooShort(destination.Length, nameof(destination));
        if (ElementType == GgufValueType.Int32 && BitConverter.IsLittleEndian)
        {
            CopyBytes(MemoryMarshal.AsBytes(destination));
            return;
        }
        for (int i = 0; i < (int)Count; i++)
        {
            long value = GetInteger(i);
            destination[i] = value == (int)value
                ? (int)value
                : throw OutOfRange(i, $"an integer of {int.MinValue} to {int.MaxValue}", $"{value}");
        }
    }

    void CopyBytes(Span<byte> destination)
    {
        int length = (int)Count * 4;
        _metadata.Bytes(_offset, length).CopyTo(destination);
    }

    ReadOnlySpan<byte> Element(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int size = GgufValueTypes.FixedSize(ElementType);
        return _metadata.Bytes(_offset + index * size, size);
    }

    ArgumentException TooShort(int length, string parameter) =>
        new($"the array of {ModelFormatException.Key(_key)} has {Count} elements, the destination {length}", parameter);

    ModelFormatException WrongElements(string expected) =>
        _metadata.Error(_key, $"an array of {expected}", $"an array of {ElementType}", GgufAdvice.NotConverted);

    ModelFormatException OutOfRange(long index, string expected, string found) =>
        new(_metadata.File, $"{ModelFormatException.Key(_key)}, element {index}", expected, found, GgufAdvice.NotConverted, _offset);
}
