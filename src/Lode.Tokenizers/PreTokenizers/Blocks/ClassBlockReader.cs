using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>Reads text as <see cref="ClassBlock"/>s, 64 bytes at a time, in order.</summary>
/// <param name="text">The text from the first block on.</param>
/// <param name="needsCase">Fill the fields for case; characters that are letters or marks without case are then difficult.</param>
/// <param name="groupsNumbers">Characters of more than one byte that are numbers are difficult.</param>
ref struct ClassBlockReader(ReadOnlySpan<byte> text, bool needsCase, bool groupsNumbers)
{
    readonly ReadOnlySpan<byte> _text = text;
    int _spilled; // bytes of the block's first character that the block before has read, with its properties
    int _spilledProperties;

    /// <summary>Reads the block at <paramref name="at"/>; blocks are read in order and without gaps.</summary>
    /// <returns>False where the block holds a character that the arithmetic on blocks cannot treat.</returns>
    public bool Read<TMasks>(int at, out ClassBlock block)
        where TMasks : struct, IByteMasks
    {
        if (_text.Length - at >= 64)
            return Read<TMasks>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), at), ulong.MaxValue, at, out block);
        Span<byte> padded = stackalloc byte[64];
        _text[at..].CopyTo(padded);
        return Read<TMasks>(ref MemoryMarshal.GetReference(padded), (1UL << (_text.Length - at)) - 1, at, out block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Read<TMasks>(ref byte bytes, ulong valid, int at, out ClassBlock block)
        where TMasks : struct, IByteMasks
    {
        Unsafe.SkipInit(out block);
        block.Letter = TMasks.InRange(ref bytes, 0x20, (byte)'a', 'z' - 'a');
        block.Number = TMasks.InRange(ref bytes, 0, (byte)'0', '9' - '0');
        block.Blank = TMasks.Equal(ref bytes, (byte)' ');
        block.White = block.Blank | TMasks.InRange(ref bytes, 0, (byte)'\t', '\r' - '\t');
        block.Newline = TMasks.Equal(ref bytes, (byte)'\r') | TMasks.Equal(ref bytes, (byte)'\n');
        block.Quote = TMasks.Equal(ref bytes, (byte)'\'');
        block.Continuation = 0;
        block.Slash = 0;
        block.Upper = 0;
        if (needsCase)
        {
            block.Slash = TMasks.Equal(ref bytes, (byte)'/');
            block.Upper = TMasks.InRange(ref bytes, 0, (byte)'A', 'Z' - 'A');
        }
        ulong high = TMasks.High(ref bytes);
        bool isEasy = high == 0 || ReadCharacters(high, at, ref block);
        block.Other = valid & ~(block.Letter | block.Number | block.White);
        return isEasy;
    }

    bool ReadCharacters(ulong high, int at, ref ClassBlock block)
    {
        bool isEasy = true;
        if (_spilled > 0)
        {
            ulong bits = (1UL << _spilled) - 1;
            isEasy = Add(ref block, _spilledProperties, bits);
            block.Continuation = bits;
            high &= ~bits;
            _spilled = 0;
        }
        while (high != 0)
        {
            int place = BitOperations.TrailingZeroCount(high);
            int codePoint = Utf8.Read(_text[(at + place)..], out int length);
            int properties = codePoint < 0 ? UnicodeTable.None : UnicodeTable.Get(codePoint);
            ulong bits = ((1UL << length) - 1) << place;
            isEasy &= Add(ref block, properties, bits);
            block.Continuation |= bits & ~(1UL << place);
            high &= ~bits;
            if (place + length > 64)
            {
                _spilled = place + length - 64;
                _spilledProperties = properties;
            }
        }
        return isEasy;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly bool Add(ref ClassBlock block, int properties, ulong bits)
    {
        int category = properties & 31;
        block.Letter |= bits & Mask(CategorySet.Letter >> category);
        block.Number |= bits & Mask(CategorySet.Number >> category);
        block.White |= bits & Mask((uint)properties / UnicodeTable.WhiteSpace);
        uint difficult = groupsNumbers ? CategorySet.Number : 0;
        if (needsCase)
        {
            block.Upper |= bits & Mask(CategorySet.Upper >> category);
            difficult |= CategorySet.Caseless | CategorySet.Mark;
        }
        return (difficult >> category & 1) == 0;
    }

    /// <summary>All ones where bit 0 is set.</summary>
    static ulong Mask(uint bit) => 0UL - (bit & 1);
}
