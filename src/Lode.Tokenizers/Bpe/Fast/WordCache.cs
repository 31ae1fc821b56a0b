using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Words of up to 15 bytes that became up to 4 tokens lately. One thread at a time.</summary>
/// <remarks>
/// Slots of 32 bytes, two to a cache line; a word has the two of one line. It begins small and grows with what it has seen, up to
/// its bound, forgetting on the way.
/// </remarks>
sealed unsafe class WordCache
{
    /// <summary>The most tokens of a word.</summary>
    public const int MaxTokens = 4;

    const int SmallestLines = 128; // 8 KB
    const ulong CountMask = 0xF000_0000_0000_0000;

    readonly int _maxLines;
    FlatTable<Slot> _slots;
    int _lines;
    int _room; // words to add before it grows

    /// <param name="maxBytes">The most memory.</param>
    public WordCache(int maxBytes)
    {
        _maxLines = Math.Max(SmallestLines, (int)BitOperations.RoundUpToPowerOf2((uint)(maxBytes / 64 / 2) + 1));
        _slots = new FlatTable<Slot>(2 * SmallestLines);
        Clear();
    }

    /// <summary>Forgets everything, and begins small again.</summary>
    public void Clear() => Start(SmallestLines);

    /// <summary>Writes the tokens of a word, always <see cref="MaxTokens"/> ids of which the first count.</summary>
    /// <returns>The number of tokens, 0 where the word is not known.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(WordKey key, ulong hash, int* tokens)
    {
        Slot* slot = Line(hash);
        if (!Equals(slot, key))
        {
            slot++;
            if (!Equals(slot, key))
                return 0;
        }
        *(Tokens*)tokens = slot->Tokens;
        return (int)(slot->High >> 60);
    }

    /// <summary>Remembers the 1 to <see cref="MaxTokens"/> tokens of a word; as many ids are read as it may have.</summary>
    public void Add(WordKey key, ulong hash, int* tokens, int count)
    {
        if (--_room < 0)
            Grow();
        Slot* line = Line(hash);
        if (line->High != 0)
            line[1] = line[0]; // the older of the two goes
        line->Low = key.Low;
        line->High = key.High | (ulong)count << 60;
        line->Tokens = *(Tokens*)tokens;
    }

    void Grow()
    {
        if (_lines < _maxLines)
            Start(2 * _lines);
        else
            _room = int.MaxValue;
    }

    void Start(int lines)
    {
        if (_slots.Length < 2 * lines)
            _slots = new FlatTable<Slot>(2 * lines);
        else
            _slots.Span[..(2 * lines)].Clear();
        _lines = lines;
        _room = lines;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Slot* Line(ulong hash) => _slots.Pointer + 2 * ((uint)hash & (uint)(_lines - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Equals(Slot* slot, WordKey key) => (slot->Low ^ key.Low | (slot->High ^ key.High) & ~CountMask) == 0;

    struct Tokens
    {
        public fixed int Ids[MaxTokens];
    }

    // A word, its number of tokens in the top four bits, and the tokens.
    struct Slot
    {
        public ulong Low;
        public ulong High;
        public Tokens Tokens;
    }
}
