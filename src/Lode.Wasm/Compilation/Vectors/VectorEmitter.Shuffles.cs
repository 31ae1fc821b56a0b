using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary><c>i8x16.shuffle</c>: the shortest instructions that give these bytes.</summary>
static partial class VectorEmitter
{
    /// <summary><c>i8x16.shuffle</c>, of lanes 0 to 31.</summary>
    public static void Shuffle(Assembler assembler, XmmRegister to, XmmRegister a, XmmRegister b, Vector128<byte> lanes)
    {
        ShufflePattern pattern = new(lanes);
        if (pattern.UsesSecondOnly)
            (a, b, pattern) = (b, a, pattern.Exchanged);
        if (pattern.UsesFirstOnly || a == b)
            ShuffleOne(assembler, to, a, pattern.Folded);
        else if (!ShuffleTwo(assembler, to, a, b, pattern) && !ShuffleTwo(assembler, to, b, a, pattern.Exchanged))
            ShuffleInSteps(assembler, to, a, b, pattern);
    }

    /// <summary><c>i8x16.shuffle</c> of a vector and zeros, for lanes from 16 upwards.</summary>
    public static void ShuffleWithZero(Assembler assembler, XmmRegister to, XmmRegister vector, Vector128<byte> lanes)
    {
        ShufflePattern pattern = new(lanes);
        int shift = pattern.ByteShiftOfFirst();
        VexCode extension = pattern.ExtensionOfFirst();
        if (pattern.UsesFirstOnly)
            ShuffleOne(assembler, to, vector, pattern);
        else if (pattern.UsesSecondOnly)
            Zero(assembler, to);
        else if (extension != 0)
            assembler.Vex(extension, to, vector);
        else if (shift > 0)
            assembler.VexShift(VexCode.VpsrldqConstant, to, vector, shift);
        else if (shift < 0)
            assembler.VexShift(VexCode.VpslldqConstant, to, vector, -shift);
        else
            assembler.Vex(VexCode.Vpshufb, to, vector, Lanes(assembler, lanes | (lanes & Vector128.Create((byte)16)) << 3));
    }

    /// <summary>Turns each lane left by whole bytes.</summary>
    public static void RotateLeft(Assembler assembler, XmmRegister to, XmmRegister from, int laneBytes, int bytes)
    {
        Span<byte> lanes = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
            lanes[i] = (byte)(i & -laneBytes | i - bytes & laneBytes - 1);
        ShuffleOne(assembler, to, from, new(Vector128.Create<byte>(lanes)));
    }

    static void ShuffleOne(Assembler assembler, XmmRegister to, XmmRegister from, ShufflePattern pattern)
    {
        if (pattern.IsIdentity)
        {
            Move(assembler, to, from);
            return;
        }
        int doubleWords = pattern.DoubleWords(), shift = pattern.ByteShift(one: true);
        long words = pattern.Words();
        if (doubleWords >= 0)
            assembler.Vex(VexCode.Vpshufd, to, from, Pairs(doubleWords, 3));
        else if (words != -1 && words >>> 16 == 0x7654 && (words & 0xcccc) == 0)
            assembler.Vex(VexCode.Vpshuflw, to, from, Pairs(words, 4));
        else if (words != -1 && (words & 0xffff) == 0x3210 && (words >>> 16 & 0xcccc) == 0x4444)
            assembler.Vex(VexCode.Vpshufhw, to, from, Pairs(words >>> 16, 4));
        else if (words == 0)
            assembler.Vex(VexCode.Vpbroadcastw, to, from);
        else if (pattern.Lanes == Vector128<byte>.Zero)
            assembler.Vex(VexCode.Vpbroadcastb, to, from);
        else if (shift != 0)
            assembler.Vex(VexCode.Vpalignr, to, from, from, shift);
        else
            assembler.Vex(VexCode.Vpshufb, to, from, Lanes(assembler, pattern.Lanes));
    }

    /// <summary>One instruction on both operands in this order, if there is one.</summary>
    static bool ShuffleTwo(Assembler assembler, XmmRegister to, XmmRegister a, XmmRegister b, ShufflePattern pattern)
    {
        int blend = pattern.Blend(), shift = pattern.ByteShift(one: false), doubleWords = pattern.DoubleWords();
        VexCode interleave = pattern.Interleave();
        if (blend >= 0)
            Blend(assembler, to, a, b, blend);
        else if (interleave != 0)
            assembler.Vex(interleave, to, a, b);
        else if (shift != 0)
            assembler.Vex(VexCode.Vpalignr, to, b, a, shift);
        else if (doubleWords >= 0 && (doubleWords & 0b100_100_100_100) == 0b100_100_000_000)
            assembler.Vex(VexCode.Vshufps, to, a, b, Pairs(doubleWords, 3));
        else
            return false;
        return true;
    }

    /// <summary>Two instructions where the operands' lanes fit together in one vector, else three.</summary>
    static void ShuffleInSteps(Assembler assembler, XmmRegister to, XmmRegister a, XmmRegister b, ShufflePattern pattern)
    {
        if (pattern.BlendBefore() is >= 0 and int blend)
        {
            Blend(assembler, Scratch, a, b, blend);
            ShuffleOne(assembler, to, Scratch, pattern.Folded);
            return;
        }
        if (pattern.DoubleWords() is >= 0 and int doubleWords && PairOf(doubleWords, 0, out int first) && PairOf(doubleWords, 4, out int second))
        {
            assembler.Vex(VexCode.Vshufps, Scratch, a, b, first | second << 4);
            int places = 0;
            for (int i = 0; i < 4; i++)
            {
                int lane = doubleWords >> 3 * i & 7, pair = lane < 4 ? first : second;
                places |= ((lane & 3) == (pair & 3) ? lane >> 2 << 1 : lane >> 2 << 1 | 1) << 2 * i;
            }
            assembler.Vex(VexCode.Vpshufd, to, Scratch, places);
            return;
        }
        Vector128<byte> nothing = Vector128.Create((byte)0x80);
        Vector128<byte> isSecond = Vector128.GreaterThan(pattern.Lanes, Vector128.Create((byte)15));
        assembler.Vex(VexCode.Vpshufb, Scratch, a, Lanes(assembler, pattern.Lanes | nothing & isSecond));
        assembler.Vex(VexCode.Vpshufb, Scratch2, b, Lanes(assembler, pattern.Exchanged.Lanes | nothing & ~isSecond));
        assembler.Vex(VexCode.Vpor, to, Scratch, Scratch2);
    }

    /// <summary>The at most two different lanes of one operand, 2 bits each.</summary>
    static bool PairOf(int doubleWords, int operand, out int pair)
    {
        int one = -1, two = -1;
        for (int i = 0; i < 4; i++)
        {
            int lane = doubleWords >> 3 * i & 7;
            if ((lane & 4) != operand || lane == one || lane == two)
                continue;
            if (two >= 0)
            {
                pair = 0;
                return false;
            }
            (one, two) = one < 0 ? (lane, -1) : (one, lane);
        }
        pair = (one & 3) | (Math.Max(two, 0) & 3) << 2;
        return true;
    }

    /// <summary>Lanes of 16 bits of the second operand where the mask has ones. Of 32 bits, more of the processor's ports can do it.</summary>
    static void Blend(Assembler assembler, XmmRegister to, XmmRegister a, XmmRegister b, int mask)
    {
        int even = mask & 0x55;
        if (even * 3 != mask)
            assembler.Vex(VexCode.Vpblendw, to, a, b, mask);
        else
            assembler.Vex(VexCode.Vpblendd, to, a, b, even & 1 | even >> 1 & 2 | even >> 2 & 4 | even >> 3 & 8);
    }

    /// <summary>The low 2 bits of four fields, as the immediates of shuffles have them.</summary>
    static int Pairs(long fields, int width)
    {
        int pairs = 0;
        for (int i = 0; i < 4; i++)
            pairs |= (int)(fields >> width * i & 3) << 2 * i;
        return pairs;
    }

    static Address Lanes(Assembler assembler, Vector128<byte> lanes) => assembler.Constant128(lanes.AsInt64()[0], lanes.AsInt64()[1]);
}
