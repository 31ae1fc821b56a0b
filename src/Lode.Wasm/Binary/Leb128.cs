namespace Lode.Wasm;

/// <summary>Integers of variable length, as the binary format writes them: at most as many bytes as their type needs.</summary>
/// <remarks>
/// Every method gives the number of bytes read in <c>length</c>, or one of the negative numbers below where there is no such integer.
/// The position is passed by value so that callers can keep theirs in a register.
/// </remarks>
static class Leb128
{
    /// <summary>The bytes end within the integer.</summary>
    public const int End = -1;

    /// <summary>More bytes than the type can need.</summary>
    public const int TooLong = -2;

    /// <summary>Bits beyond the type.</summary>
    public const int TooLarge = -3;

    /// <summary>Reads an unsigned integer of 32 bits.</summary>
    public static uint U32(ReadOnlySpan<byte> bytes, int at, out int length)
    {
        uint value = 0;
        for (int i = 0; i < 5; i++)
        {
            if ((uint)(at + i) >= (uint)bytes.Length)
                return Fail(End, out length);
            uint b = bytes[at + i];
            value |= (b & 0x7f) << i * 7;
            if (b >= 0x80)
                continue;
            if (i == 4 && b > 0x0f)
                return Fail(TooLarge, out length);
            length = i + 1;
            return value;
        }
        return Fail(TooLong, out length);
    }

    /// <summary>Reads a signed integer of 32 bits.</summary>
    public static int S32(ReadOnlySpan<byte> bytes, int at, out int length) => (int)Signed(bytes, at, 32, out length);

    /// <summary>Reads a signed integer of 33 bits, as types of blocks are.</summary>
    public static long S33(ReadOnlySpan<byte> bytes, int at, out int length) => Signed(bytes, at, 33, out length);

    /// <summary>Reads a signed integer of 64 bits.</summary>
    public static long S64(ReadOnlySpan<byte> bytes, int at, out int length) => Signed(bytes, at, 64, out length);

    /// <summary>The rule that a negative length stands for, in the words of the specification's tests.</summary>
    public static string Rule(int length) => length switch
    {
        End => "unexpected end of section or function",
        TooLong => "integer representation too long",
        _ => "integer too large",
    };

    static long Signed(ReadOnlySpan<byte> bytes, int at, int bits, out int length)
    {
        int last = (bits - 1) / 7;
        long value = 0;
        for (int i = 0; i <= last; i++)
        {
            if ((uint)(at + i) >= (uint)bytes.Length)
                return Fail(End, out length);
            long b = bytes[at + i];
            value |= (b & 0x7f) << i * 7;
            if (b >= 0x80)
                continue;
            int shift = 64 - Math.Min(64, (i + 1) * 7);
            value = value << shift >> shift;
            if (i == last)
            {
                // The bits of the last byte beyond the type must all equal its sign.
                int used = bits - last * 7;
                long sign = (b & 0x7f) >> used - 1;
                if (sign != 0 && sign != 0x7f >> used - 1)
                    return Fail(TooLarge, out length);
            }
            length = i + 1;
            return value;
        }
        return Fail(TooLong, out length);
    }

    static uint Fail(int reason, out int length)
    {
        length = reason;
        return 0;
    }
}
