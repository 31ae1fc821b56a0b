namespace Lode.Tokenizers;

/// <summary>What a pattern makes of a text: stretches that tile it, each a match or not.</summary>
sealed class MatchList
{
    (int Start, int End, bool IsMatch)[] _items = new (int, int, bool)[64];

    public int Count { get; private set; }

    public ref (int Start, int End, bool IsMatch) this[int index] => ref _items[index];

    /// <summary>Bytes that the list holds on to.</summary>
    public long Capacity => 12L * _items.Length;

    public void Clear() => Count = 0;

    /// <summary>Appends a stretch; an empty one is left out.</summary>
    public void Add(int start, int end, bool isMatch)
    {
        if (start == end)
            return;
        if (Count == _items.Length)
            Array.Resize(ref _items, 2 * _items.Length);
        _items[Count++] = (start, end, isMatch);
    }
}
