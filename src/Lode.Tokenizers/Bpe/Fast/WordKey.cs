using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>A word of 1 to 15 bytes in two registers: the bytes, zeros, and the length in the last byte.</summary>
readonly unsafe struct WordKey
{
    /// <summary>The longest word.</summary>
    public const int MaxLength = 15;

    /// <summary>Bytes 0 to 7.</summary>
    public readonly ulong Low;

    /// <summary>Bytes 8 to 14; the length in bits 56 to 59.</summary>
    public readonly ulong High;

    /// <param name="text">The bytes, and zeros behind them.</param>
    /// <param name="length">Their number.</param>
    public WordKey(Vector128<byte> text, int length)
    {
        Low = text.AsUInt64().ToScalar();
        High = text.AsUInt64().GetElement(1) | (ulong)length << 56;
    }

    WordKey(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    /// <summary>Reads a word of which 16 bytes may be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordKey Read(byte* word, int length)
    {
        ulong low = *(ulong*)word;
        ulong high = *(ulong*)(word + 8);
        if (length <= 8)
            return new WordKey(low & ulong.MaxValue >> (64 - 8 * length), (ulong)length << 56);
        return new WordKey(low, high & (1UL << (8 * length)) - 1 | (ulong)length << 56);
    }

    /// <summary>Reads a word at the end of memory.</summary>
    public static WordKey ReadLast(byte* word, int length)
    {
        ulong* padded = stackalloc ulong[2];
        padded[0] = padded[1] = 0;
        Buffer.MemoryCopy(word, padded, 16, length);
        return new WordKey(padded[0], padded[1] | (ulong)length << 56);
    }

    /// <summary>A seed for <see cref="Hash"/>, unknown to whoever wrote a file, so that a file cannot be made to collide.</summary>
    public static ulong RandomSeed() => HashKeys.Next();

    /// <summary>64 bits that depend on all bits of the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(ulong seed)
    {
        ulong high = Math.BigMul(Low ^ seed, High ^ 0x9E37_79B9_7F4A_7C15, out ulong low);
        return high ^ low;
    }
}
