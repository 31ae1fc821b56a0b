using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Words that are one token: open addressing in 16 bytes per slot for those of up to 12 bytes, the bytes inline.</summary>
/// <remarks>
/// A word may be added as possible only: then it is not found before it was confirmed. Whoever merges it for the first time knows, and may
/// say so at any time from any thread: all of them say the same, in one write.
/// </remarks>
readonly unsafe struct WordTable
{
    /// <summary>The longest word in a slot.</summary>
    public const int MaxLength = 12;

    // Bytes 8 to 11 and the length; the id is between, and whether the word is possible only above.
    const ulong HighMask = 0x0F00_0000_FFFF_FFFF;
    const ulong Possible = 1UL << 63;
    const ulong NoLength = 0x0F00_0000_0000_0000; // no word has it
    const int TokenMask = unchecked((int)0x80FF_FFFF);

    readonly FlatTable<ulong> _slots; // two to a slot
    readonly Slot* _first;
    readonly int _shift;
    readonly uint _mask;
    readonly bool _isFixed; // maybe in memory that nobody may write to

    /// <param name="capacity">The most words.</param>
    public WordTable(int capacity)
    {
        int bits = Math.Max(4, BitOperations.Log2((uint)Math.Max(1, (int)Math.Min(capacity * 3L / 2, 1 << 29))) + 1);
        _slots = new FlatTable<ulong>(2 << bits);
        _first = (Slot*)_slots.Pointer;
        _shift = 64 - bits;
        _mask = (1u << bits) - 1;
    }

    /// <summary>A table that was built before.</summary>
    /// <param name="slots">Twice a power of two of them, of which <see cref="FindFree"/> finds one.</param>
    public WordTable(FlatTable<ulong> slots)
    {
        _isFixed = true;
        int bits = BitOperations.Log2((uint)slots.Length) - 1;
        _slots = slots;
        _first = (Slot*)slots.Pointer;
        _shift = 64 - bits;
        _mask = (1u << bits) - 1;
    }

    /// <summary>The slots, two values each.</summary>
    public ReadOnlySpan<ulong> Slots => _slots.Span;

    /// <summary>The index of a free slot, which ends every search that nothing else ends.</summary>
    public int FindFree()
    {
        int slot = 0;
        while (_first[slot].High != 0)
            slot++;
        return slot;
    }

    /// <summary>Bytes of memory.</summary>
    public long Size => _slots.Size;

    /// <summary>Adds a word of up to <see cref="MaxLength"/> bytes; of equal words the first stays.</summary>
    /// <param name="key">The word.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="token">Its token, below 2^24.</param>
    /// <param name="isPossible">Whether that has yet to be confirmed.</param>
    public void Add(WordKey key, ulong hash, int token, bool isPossible = false)
    {
        uint place = (uint)(hash >> _shift);
        while (_first[place].High != 0)
        {
            if (Equals(_first + place, key))
                return;
            place = (place + 1) & _mask;
        }
        _first[place] = new Slot { Low = key.Low, High = key.High | (ulong)(uint)token << 32 | (isPossible ? Possible : 0) };
    }

    /// <summary>The token of a word of up to <see cref="MaxLength"/> bytes; negative where it is none, or possibly one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(WordKey key, ulong hash)
    {
        uint place = (uint)(hash >> _shift);
        while (true)
        {
            Slot* slot = _first + place;
            if (Equals(slot, key))
                return (int)(slot->High >> 32) & TokenMask;
            if (slot->High == 0)
                return -1;
            place = (place + 1) & _mask;
        }
    }

    /// <summary>Has the slot fetched where a search begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(ulong hash) => Prefetch.Read(_first + (uint)(hash >> _shift));

    /// <summary>Says what a word became; a possible token is found from then on if that is what it became, and else never.</summary>
    public void Settle(WordKey key, ulong hash, int token)
    {
        if (_isFixed)
            return;
        for (uint place = (uint)(hash >> _shift); ; place = (place + 1) & _mask)
        {
            ulong high = _first[place].High;
            if (high == 0)
                return;
            if ((_first[place].Low ^ key.Low | (high ^ key.High) & HighMask) != 0)
                continue;
            if ((high & Possible) != 0)
                Volatile.Write(ref _first[place].High, high & ~Possible | (((int)(high >> 32) & 0xFF_FFFF) == token ? 0 : NoLength));
            return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Equals(Slot* slot, WordKey key) => (slot->Low ^ key.Low | (slot->High ^ key.High) & HighMask) == 0;

    // Possible (1 bit), length (4 bits of 7), id (24 bits), bytes 8 to 11; a length is never 0.
    struct Slot
    {
        public ulong Low;
        public ulong High;
    }
}
