using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Which bytes a shuffle wants, and which instructions of the processor give just these.</summary>
/// <param name="Lanes">For each byte of the result 0 to 15 for a byte of the first operand, 16 to 31 of the second.</param>
readonly record struct ShufflePattern(Vector128<byte> Lanes)
{
    static readonly Vector128<byte> s_identity = Rotation(0);

    /// <summary>Whether only the first operand is used.</summary>
    public bool UsesFirstOnly => (Lanes & Vector128.Create((byte)16)) == Vector128<byte>.Zero;

    /// <summary>Whether only the second operand is used.</summary>
    public bool UsesSecondOnly => Vector128.GreaterThanAll(Lanes, Vector128.Create((byte)15));

    /// <summary>The same of exchanged operands.</summary>
    public ShufflePattern Exchanged => new(Lanes ^ Vector128.Create((byte)16));

    /// <summary>The same where both operands are one.</summary>
    public ShufflePattern Folded => new(Lanes & Vector128.Create((byte)15));

    /// <summary>Whether the result is the first operand.</summary>
    public bool IsIdentity => Lanes == s_identity;

    /// <summary>The immediate of vpalignr, 1 to 15: the number of bytes of the first operand below the result; 0 where the result is no such thing.</summary>
    /// <param name="one">Whether both operands are one.</param>
    public int ByteShift(bool one)
    {
        int start = Lanes[0];
        Vector128<byte> wanted = Rotation(start);
        return start < 16 && Lanes == (one ? wanted & Vector128.Create((byte)15) : wanted) ? start : 0;
    }

    /// <summary>
    /// Where the second operand is zero, the number of bytes by which the first lies lower in the result; higher, where negative; 0 where
    /// the result is no such thing.
    /// </summary>
    public int ByteShiftOfFirst()
    {
        Vector128<byte> limit = Vector128.Create((byte)16), clamped = Vector128.Min(Lanes, limit);
        int first = Vector128.IndexOf(Lanes, (byte)0), start = Lanes[0] < 16 ? Lanes[0] : first > 0 ? 32 - first : 0;
        return clamped != Vector128.Min(Rotation(start), limit) ? 0 : start < 16 ? start : start - 32;
    }

    /// <summary>Where the second operand is zero, the instruction that extends the first's lower half so; 0 where there is none.</summary>
    public VexCode ExtensionOfFirst()
    {
        Vector128<byte> limit = Vector128.Create((byte)16), clamped = Vector128.Min(Lanes, limit);
        for (int bits = 0; bits < 4; bits++)
        {
            if (clamped == Vector128.Min(Interleaved(bits, 0), limit))
                return s_extensions[bits];
        }
        return 0;
    }

    /// <summary>The lanes of 32 bits, 3 bits each from the lowest; -1 where the shuffle is finer.</summary>
    public int DoubleWords()
    {
        int lanes = 0;
        for (int i = 0; i < 4; i++)
        {
            uint bytes = Lanes.AsUInt32()[i];
            if ((bytes & 3) != 0 || bytes != (bytes & 0xff) * 0x01010101 + 0x03020100)
                return -1;
            lanes |= (int)(bytes & 31) >> 2 << 3 * i;
        }
        return lanes;
    }

    /// <summary>The lanes of 16 bits, 4 bits each from the lowest; -1 where the shuffle is finer.</summary>
    public long Words()
    {
        ulong lanes = 0;
        for (int i = 0; i < 8; i++)
        {
            ushort bytes = Lanes.AsUInt16()[i];
            if ((bytes & 1) != 0 || bytes >> 8 != (bytes & 0xff) + 1)
                return -1;
            lanes |= (ulong)(bytes & 31) >> 1 << 4 * i;
        }
        return (long)lanes;
    }

    /// <summary>The immediate of vpblendw where each lane of 16 bits stays in its place; else -1.</summary>
    public int Blend()
    {
        Vector128<byte> second = Vector128.Equals(Lanes, s_identity | Vector128.Create((byte)16));
        if ((second | Vector128.Equals(Lanes, s_identity)) != Vector128<byte>.AllBitsSet)
            return -1;
        int bytes = (int)second.ExtractMostSignificantBits(), mask = 0;
        for (int i = 0; i < 8; i++)
        {
            int both = bytes >> 2 * i & 3;
            if (both is 1 or 2)
                return -1;
            mask |= (both & 1) << i;
        }
        return mask;
    }

    /// <summary>The immediate of a vpblendw after which a shuffle of one operand does the rest; -1 where lanes of 16 bits are in each other's way.</summary>
    public int BlendBefore()
    {
        int first = 0, second = 0;
        for (int i = 0; i < 16; i++)
        {
            int lane = Lanes[i];
            if (lane < 16)
                first |= 1 << (lane >> 1);
            else
                second |= 1 << (lane - 16 >> 1);
        }
        return (first & second) == 0 ? second : -1;
    }

    /// <summary>The instruction that interleaves halves of both operands so; 0 where there is none.</summary>
    public VexCode Interleave()
    {
        for (int bits = 0; bits < 4; bits++)
        {
            for (int half = 0; half < 2; half++)
            {
                if (Lanes == Interleaved(bits, half * 8))
                    return s_interleaves[bits + half * 4];
            }
        }
        return 0;
    }

    static readonly VexCode[] s_interleaves =
    [
        VexCode.Vpunpcklbw, VexCode.Vpunpcklwd, VexCode.Vpunpckldq, VexCode.Vpunpcklqdq,
        VexCode.Vpunpckhbw, VexCode.Vpunpckhwd, VexCode.Vpunpckhdq, VexCode.Vpunpckhqdq,
    ];

    static readonly VexCode[] s_extensions = [VexCode.Vpmovzxbw, VexCode.Vpmovzxwd, VexCode.Vpmovzxdq, VexCode.Vmovq];

    static Vector128<byte> Interleaved(int bits, int start)
    {
        Span<byte> lanes = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            int element = i >> bits;
            lanes[i] = (byte)(start + (element >> 1 << bits) + (i & (1 << bits) - 1) + (element & 1) * 16);
        }
        return Vector128.Create<byte>(lanes);
    }

    static Vector128<byte> Rotation(int start)
    {
        ulong low = 0x0706_0504_0302_0100, step = (ulong)start * 0x0101_0101_0101_0101;
        return Vector128.Create(low + step, low + step + 0x0808_0808_0808_0808).AsByte() & Vector128.Create((byte)31);
    }
}
