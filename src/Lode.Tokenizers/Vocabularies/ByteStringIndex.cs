using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>Finds the place of a byte string in a <see cref="ByteStrings"/>: open addressing over ids, no copy of the keys.</summary>
sealed class ByteStringIndex
{
    readonly ByteStrings _strings;
    readonly int[] _slots; // id + 1; 0 is free
    readonly int _mask;

    public ByteStringIndex(ByteStrings strings, int capacity)
    {
        _strings = strings;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 3L / 2))];
        _mask = _slots.Length - 1;
    }

    /// <summary>Adds the string with the given id; returns the id of an equal string that is there already, else -1.</summary>
    public int Add(int id)
    {
        ReadOnlySpan<byte> value = _strings[id];
        int slot = SlotOf(value);
        if (_slots[slot] != 0)
            return _slots[slot] - 1;
        _slots[slot] = id + 1;
        return -1;
    }

    /// <summary>The id of a string, or -1.</summary>
    public int Find(ReadOnlySpan<byte> value) => _slots[SlotOf(value)] - 1;

    int SlotOf(ReadOnlySpan<byte> value)
    {
        int slot = (int)ByteStringHash.Compute(value) & _mask;
        while (_slots[slot] != 0 && !_strings[_slots[slot] - 1].SequenceEqual(value))
            slot = (slot + 1) & _mask;
        return slot;
    }
}
