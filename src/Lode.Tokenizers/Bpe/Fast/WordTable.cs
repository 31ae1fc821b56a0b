using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Words that are one token: open addressing in 16 bytes per slot for those of up to 12 bytes, the bytes inline.</summary>
readonly unsafe struct WordTable
{
    /// <summary>The longest word in a slot.</summary>
    public const int MaxLength = 12;

    // Bytes 8 to 11 and the length; the id is between.
    const ulong HighMask = 0xFF00_0000_FFFF_FFFF;

    readonly FlatTable<ulong> _slots; // two to a slot
    readonly Slot* _first;
    readonly int _shift;
    readonly uint _mask;

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
    public void Add(WordKey key, ulong hash, int token)
    {
        uint place = (uint)(hash >> _shift);
        while (_first[place].High != 0)
        {
            if (Equals(_first + place, key))
                return;
            place = (place + 1) & _mask;
        }
        _first[place] = new Slot { Low = key.Low, High = key.High | (ulong)(uint)token << 32 };
    }

    /// <summary>The token of a word of up to <see cref="MaxLength"/> bytes, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(WordKey key, ulong hash)
    {
        uint place = (uint)(hash >> _shift);
        while (true)
        {
            Slot* slot = _first + place;
            if (Equals(slot, key))
                return (int)(slot->High >> 32) & 0xFF_FFFF;
            if (slot->High == 0)
                return -1;
            place = (place + 1) & _mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Equals(Slot* slot, WordKey key) => (slot->Low ^ key.Low | (slot->High ^ key.High) & HighMask) == 0;

    // Length (8 bits), id (24 bits), bytes 8 to 11; a length is never 0.
    struct Slot
    {
        public ulong Low;
        public ulong High;
    }
}
