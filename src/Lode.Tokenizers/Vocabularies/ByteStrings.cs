namespace Lode.Tokenizers;

/// <summary>A list of byte strings in two flat arrays, or over two sections of a mapped file.</summary>
/// <remarks>
/// While it is built the bytes are copied out of the file (about 1 MB for 128,000 tokens), so that a tokenizer stays valid after the file
/// is unmapped.
/// </remarks>
sealed class ByteStrings
{
    int[] _endArray = [];
    byte[] _byteArray = [];
    Table<int> _ends;
    Table<byte> _bytes;

    /// <summary>An empty list.</summary>
    /// <param name="capacity">About how many strings will be added.</param>
    public ByteStrings(int capacity)
    {
        ResizeEnds(capacity);
        ResizeBytes(Math.Max(16, capacity * 8));
    }

    /// <summary>A list that was built before; nothing can be added.</summary>
    /// <param name="ends">Where each string ends: not decreasing, and not beyond the bytes.</param>
    /// <param name="bytes">All bytes.</param>
    public ByteStrings(Table<int> ends, Table<byte> bytes)
    {
        _ends = ends;
        _bytes = bytes;
        Count = ends.Length;
    }

    public int Count { get; private set; }

    /// <summary>Where each string ends in <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<int> Ends => _ends.Span[..Count];

    /// <summary>The strings, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => Count == 0 ? [] : _bytes.Span[.._ends.Span[Count - 1]];

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"token ids run from 0 to {Count - 1}");
            ReadOnlySpan<int> ends = _ends.Span;
            int start = index == 0 ? 0 : ends[index - 1];
            return _bytes.Span[start..ends[index]];
        }
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        int start = Count == 0 ? 0 : _endArray[Count - 1];
        if (Count == _endArray.Length)
            ResizeEnds(Math.Max(16, 2 * Count));
        Append(start, value);
        _endArray[Count++] = start + value.Length;
    }

    /// <summary>Appends to the last string.</summary>
    public void Extend(ReadOnlySpan<byte> value)
    {
        Append(_endArray[Count - 1], value);
        _endArray[Count - 1] += value.Length;
    }

    /// <summary>Gives back what <see cref="Add"/> reserved in advance.</summary>
    public void TrimExcess()
    {
        ResizeBytes(Count == 0 ? 0 : _endArray[Count - 1]);
        ResizeEnds(Count);
    }

    void Append(int start, ReadOnlySpan<byte> value)
    {
        int end = checked(start + value.Length);
        if (end > _byteArray.Length)
            ResizeBytes((int)Math.Min(Array.MaxLength, Math.Max(end, _byteArray.LongLength * 2)));
        value.CopyTo(_byteArray.AsSpan(start));
    }

    void ResizeEnds(int length)
    {
        Array.Resize(ref _endArray, length);
        _ends = new Table<int>(_endArray, length);
    }

    void ResizeBytes(int length)
    {
        Array.Resize(ref _byteArray, length);
        _bytes = new Table<byte>(_byteArray, length);
    }
}
