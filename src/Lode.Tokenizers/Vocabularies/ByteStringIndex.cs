using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>Finds the place of a byte string in a <see cref="ByteStrings"/>: open addressing over ids, no copy of the keys.</summary>
sealed class ByteStringIndex
{
    readonly ByteStrings _strings;
    readonly int[]? _building;
    readonly Table<int> _slots; // id + 1; 0 is free
    readonly int _mask;

    public ByteStringIndex(ByteStrings strings, int capacity)
    {
        _strings = strings;
        _building = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 3L / 2))];
        _slots = new Table<int>(_building, _building.Length);
        _mask = _building.Length - 1;
        Hash = ByteStringHash.Create();
    }

    /// <summary>An index that was built before.</summary>
    /// <param name="strings">The strings.</param>
    /// <param name="slots">A power of two of them, at least one of them free, none beyond the strings.</param>
    /// <param name="hash">The hash that it was built with.</param>
    public ByteStringIndex(ByteStrings strings, Table<int> slots, ByteStringHash hash)
    {
        _strings = strings;
        _slots = slots;
        _mask = slots.Length - 1;
        Hash = hash;
    }

    /// <summary>The strings.</summary>
    public ByteStrings Strings => _strings;

    /// <summary>The slots: id + 1, or 0 where free.</summary>
    public Table<int> Slots => _slots;

    /// <summary>The hash that chooses slots.</summary>
    public ByteStringHash Hash { get; }

    /// <summary>Adds the string with the given id; returns the id of an equal string that is there already, else -1.</summary>
    public int Add(int id)
    {
        ReadOnlySpan<byte> value = _strings[id];
        int slot = SlotOf(value, _building);
        if (_building![slot] != 0)
            return _building[slot] - 1;
        _building[slot] = id + 1;
        return -1;
    }

    /// <summary>The id of a string, or -1.</summary>
    public int Find(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<int> slots = _slots.Span;
        return slots[SlotOf(value, slots)] - 1;
    }

    int SlotOf(ReadOnlySpan<byte> value, ReadOnlySpan<int> slots)
    {
        int slot = (int)Hash.Compute(value) & _mask;
        while (slots[slot] != 0 && !_strings[slots[slot] - 1].SequenceEqual(value))
            slot = (slot + 1) & _mask;
        return slot;
    }
}
