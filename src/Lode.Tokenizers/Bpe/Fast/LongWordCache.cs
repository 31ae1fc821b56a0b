using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>Words met lately that are too long, or became too many tokens, for a <see cref="WordCache"/>. One thread at a time.</summary>
/// <remarks>
/// A table with one place per hash, over memory that is filled in order: tokens and bytes of one word after the other. When that is
/// full, everything is forgotten. The table begins small and grows with what it has seen.
/// </remarks>
sealed unsafe class LongWordCache
{
    const int SmallestEntries = 256; // 6 KB

    readonly int _maxEntries;
    readonly int _capacity;
    FlatTable<Entry> _entries;
    FlatTable<int> _memory;
    int _used;
    int _count;
    int _room;

    /// <param name="maxBytes">The most memory.</param>
    public LongWordCache(int maxBytes)
    {
        _capacity = Math.Max(4096, maxBytes / 2 / sizeof(int));
        _maxEntries = Math.Max(SmallestEntries, (int)BitOperations.RoundUpToPowerOf2((uint)(maxBytes / 2 / sizeof(Entry)) + 1) / 2);
        _entries = new FlatTable<Entry>(SmallestEntries);
        _memory = new FlatTable<int>(4096);
        Clear();
    }

    /// <summary>Forgets everything, and begins small again.</summary>
    public void Clear() => Start(SmallestEntries);

    /// <summary>Writes the tokens of a word.</summary>
    /// <returns>Their number, 0 where the word is not known.</returns>
    public int Find(byte* word, int length, ulong hash, int* tokens)
    {
        Entry* entry = _entries.Pointer + ((uint)hash & (uint)(_count - 1));
        if (entry->Hash != hash || entry->Length != length)
            return 0;
        int* memory = _memory.Pointer + entry->Start;
        int count = entry->Tokens;
        if (!new ReadOnlySpan<byte>(memory + count, length).SequenceEqual(new ReadOnlySpan<byte>(word, length)))
            return 0;
        new ReadOnlySpan<int>(memory, count).CopyTo(new Span<int>(tokens, count));
        return count;
    }

    /// <summary>Remembers the tokens of a word, at least one.</summary>
    public void Add(byte* word, int length, ulong hash, int* tokens, int count)
    {
        int needed = count + (length + 3) / 4;
        if (needed > _memory.Length - _used && !TryMakeRoom(needed))
            return;
        if (--_room < 0 && _count < _maxEntries)
            Start(2 * _count);
        Entry* entry = _entries.Pointer + ((uint)hash & (uint)(_count - 1));
        *entry = new Entry { Hash = hash, Start = _used, Length = length, Tokens = count };
        int* memory = _memory.Pointer + _used;
        new ReadOnlySpan<int>(tokens, count).CopyTo(new Span<int>(memory, count));
        new ReadOnlySpan<byte>(word, length).CopyTo(new Span<byte>(memory + count, length));
        _used += needed;
    }

    bool TryMakeRoom(int needed)
    {
        if (needed > _capacity)
            return false;
        if (_memory.Length < _capacity)
            _memory = new FlatTable<int>(Math.Min(_capacity, Math.Max(needed, 4 * _memory.Length)));
        Start(_count);
        return true;
    }

    void Start(int entries)
    {
        if (_entries.Length < entries)
            _entries = new FlatTable<Entry>(entries);
        else
            _entries.Span[..entries].Clear();
        _count = entries;
        _room = entries / 2;
        _used = 0;
    }

    // A hash of 0 is an empty place: its length of 0 is no word's.
    struct Entry
    {
        public ulong Hash;
        public int Start;
        public int Length;
        public int Tokens;
    }
}
