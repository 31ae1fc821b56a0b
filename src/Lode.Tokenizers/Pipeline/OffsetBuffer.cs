namespace Lode.Tokenizers;

/// <summary>Places of tokens, one pair per token: first as bytes of a segment, in the end as the caller wants them.</summary>
sealed class OffsetBuffer
{
    int[] _values = new int[256]; // start, end, start, end, ...

    /// <summary>Bytes that the buffer holds on to.</summary>
    public long Capacity => 4L * _values.Length;

    /// <summary>Pairs so far.</summary>
    public int Count { get; private set; }

    /// <summary>All values: start, end, start, end, ...</summary>
    public Span<int> Values => _values.AsSpan(0, 2 * Count);

    public void Add(int start, int end)
    {
        if (2 * Count == _values.Length)
            Array.Resize(ref _values, _values.Length * 2);
        _values[2 * Count] = start;
        _values[2 * Count + 1] = end;
        Count++;
    }

    public void Clear() => Count = 0;
}
