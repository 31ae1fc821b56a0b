namespace Lode.Tokenizers;

/// <summary>A list of byte strings in two flat arrays.</summary>
/// <remarks>
/// The bytes are copied out of the file (about 1 MB for 128,000 tokens), so that a tokenizer stays valid after the file is unmapped.
/// </remarks>
sealed class ByteStrings(int capacity)
{
    int[] _ends = new int[capacity];
    byte[] _bytes = new byte[Math.Max(16, capacity * 8)];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"token ids run from 0 to {Count - 1}");
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        int end = checked(start + value.Length);
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(end, _bytes.LongLength * 2)));
        if (Count == _ends.Length)
            Array.Resize(ref _ends, Math.Max(16, 2 * Count));
        value.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = end;
    }

    /// <summary>Appends to the last string.</summary>
    public void Extend(ReadOnlySpan<byte> value)
    {
        int end = checked(_ends[Count - 1] + value.Length);
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(end, _bytes.LongLength * 2)));
        value.CopyTo(_bytes.AsSpan(end - value.Length));
        _ends[Count - 1] = end;
    }

    /// <summary>Gives back what <see cref="Add"/> reserved in advance.</summary>
    public void TrimExcess()
    {
        Array.Resize(ref _bytes, Count == 0 ? 0 : _ends[Count - 1]);
        Array.Resize(ref _ends, Count);
    }
}
