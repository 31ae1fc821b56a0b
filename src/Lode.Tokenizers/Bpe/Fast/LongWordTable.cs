using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lode.Tokenizers;

/// <summary>Words that are one token and too long for a <see cref="WordTable"/>: hashes and ids; the bytes are the vocabulary's.</summary>
readonly unsafe struct LongWordTable
{
    const ulong Possible = 1UL << 31;

    readonly FlatTable<ulong> _slots; // high half of the hash, whether possible only, id + 1
    readonly ByteStrings _words;
    readonly ulong _seed;
    readonly uint _mask;
    readonly bool _isFixed; // maybe in memory that nobody may write to

    /// <param name="words">The words by id.</param>
    /// <param name="capacity">The most words.</param>
    public LongWordTable(ByteStrings words, int capacity)
    {
        _words = words;
        _slots = new FlatTable<ulong>((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 3L / 2)));
        _mask = (uint)_slots.Length - 1;
        _seed = WordKey.RandomSeed();
    }

    /// <summary>A table that was built before.</summary>
    /// <param name="words">The words by id.</param>
    /// <param name="slots">A power of two of them, at least one of them 0, none beyond the words.</param>
    /// <param name="seed">The hash that it was built with.</param>
    public LongWordTable(ByteStrings words, FlatTable<ulong> slots, ulong seed)
    {
        _isFixed = true;
        _words = words;
        _slots = slots;
        _mask = (uint)slots.Length - 1;
        _seed = seed;
    }

    /// <summary>The slots: the high half of a hash, and id + 1; 0 where free.</summary>
    public ReadOnlySpan<ulong> Slots => _slots.Span;

    /// <summary>What the hash begins with.</summary>
    public ulong Seed => _seed;

    /// <summary>Bytes of memory.</summary>
    public long Size => _slots.Size;

    /// <summary>Adds the word of an id; of equal words the first stays.</summary>
    /// <param name="id">The token.</param>
    /// <param name="isPossible">Whether it has yet to be confirmed that the word is this token.</param>
    public void Add(int id, bool isPossible)
    {
        ReadOnlySpan<byte> word = _words[id];
        ulong hash;
        fixed (byte* bytes = word)
            hash = Hash(bytes, word.Length, _seed);
        uint place = Locate(word, hash);
        if (_slots.Pointer[place] == 0)
            _slots.Pointer[place] = hash & 0xFFFF_FFFF_0000_0000 | (uint)id + 1 | (isPossible ? Possible : 0);
    }

    /// <summary>The token of a word, or -1; a token that is possible only is found as its complement, below -1.</summary>
    public int Find(byte* word, int length)
    {
        ulong hash = Hash(word, length, _seed);
        ulong slot = _slots.Pointer[Locate(new ReadOnlySpan<byte>(word, length), hash)];
        int id = (int)(slot & ~Possible & uint.MaxValue) - 1;
        return (slot & Possible) == 0 ? id : -2 - id;
    }

    /// <summary>Says what a word became; a possible token is found from then on if that is what it became, and else never.</summary>
    public void Settle(byte* word, int length, int token)
    {
        ulong hash = Hash(word, length, _seed);
        ref ulong place = ref _slots.Pointer[Locate(new ReadOnlySpan<byte>(word, length), hash)];
        ulong slot = place;
        if (_isFixed || (slot & Possible) == 0)
            return;
        slot &= ~Possible;
        // With another hash it is in the way of none, and found by none.
        Volatile.Write(ref place, (int)(uint)slot - 1 == token ? slot : slot ^ 0xFFFF_FFFF_0000_0000);
    }

    /// <summary>64 bits that depend on all bytes of 8 or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(byte* bytes, int length, ulong seed)
    {
        ulong hash = seed ^ (ulong)length * 0x9E37_79B9_7F4A_7C15;
        byte* last = bytes + length - 8;
        for (; bytes < last; bytes += 8)
            hash = Mix(hash ^ *(ulong*)bytes);
        return Mix(hash ^ *(ulong*)last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, 0xD6E8_FEB8_6659_FD93, out ulong low);
        return high ^ low;
    }

    uint Locate(ReadOnlySpan<byte> word, ulong hash)
    {
        uint place = (uint)hash & _mask;
        while (true)
        {
            ulong slot = _slots.Pointer[place];
            if (slot == 0 || (slot ^ hash) >> 32 == 0 && _words[(int)(slot & ~Possible & uint.MaxValue) - 1].SequenceEqual(word))
                return place;
            place = (place + 1) & _mask;
        }
    }
}
