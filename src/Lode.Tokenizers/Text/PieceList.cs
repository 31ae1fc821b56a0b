namespace Lode.Tokenizers;

/// <summary>The words of a text as stretches of its bytes, and the next such list while it is being made.</summary>
sealed class PieceList
{
    int[] _values = new int[128]; // start, end, start, end, ...
    int[] _next = new int[128];
    int _nextCount;

    public int Count { get; private set; }

    public (int Start, int End) this[int index] => (_values[2 * index], _values[2 * index + 1]);

    /// <summary>Bytes that the lists hold on to.</summary>
    public long Capacity => 4L * (_values.Length + _next.Length);

    /// <summary>One piece: the whole text.</summary>
    public void Reset(int length)
    {
        _values[0] = 0;
        _values[1] = length;
        Count = 1;
    }

    public void BeginNext() => _nextCount = 0;

    /// <summary>Appends a piece to the next list; an empty one is left out.</summary>
    public void AddNext(int start, int end)
    {
        if (start == end)
            return;
        if (2 * _nextCount == _next.Length)
            Array.Resize(ref _next, 2 * _next.Length);
        _next[2 * _nextCount] = start;
        _next[2 * _nextCount + 1] = end;
        _nextCount++;
    }

    /// <summary>Makes the next list the list.</summary>
    public void EndNext()
    {
        (_values, _next) = (_next, _values);
        Count = _nextCount;
    }
}
