using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Shifts of all lanes by the same count.</summary>
static partial class VectorEmitter
{
    /// <summary>A shift by a count in a general register, of any value.</summary>
    public static void Shift(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from, Register count)
    {
        int bits = LaneBits(opcode);
        assembler.Move(false, Register.R11, count);
        assembler.Alu(AluOperation.And, false, Register.R11, bits - 1);
        if (opcode == VectorOpcode.I8x16ShrS)
            assembler.Alu(AluOperation.Add, false, Register.R11, 8);
        assembler.Vex(VexCode.VmovdFrom, Scratch, Register.R11);
        switch (opcode)
        {
            case VectorOpcode.I8x16Shl:
                BytesThatStay(assembler);
                assembler.Vex(VexCode.Vpsllw, to, from, Scratch);
                assembler.Vex(VexCode.Vpand, to, Scratch2, to);
                break;
            case VectorOpcode.I8x16ShrU:
                BytesThatStay(assembler);
                assembler.Vex(VexCode.Vpand, to, Scratch2, from);
                assembler.Vex(VexCode.Vpsrlw, to, to, Scratch);
                break;
            case VectorOpcode.I8x16ShrS:
                // Each byte twice makes lanes of 16 bits with the byte's sign.
                assembler.Vex(VexCode.Vpunpcklbw, Scratch2, from, from);
                assembler.Vex(VexCode.Vpsraw, Scratch2, Scratch2, Scratch);
                assembler.Vex(VexCode.Vpunpckhbw, to, from, from);
                assembler.Vex(VexCode.Vpsraw, to, to, Scratch);
                assembler.Vex(VexCode.Vpacksswb, to, Scratch2, to);
                break;
            case VectorOpcode.I64x2ShrS:
                assembler.Vex(VexCode.Vmovddup, Scratch2, assembler.Constant64(long.MinValue));
                assembler.Vex(VexCode.Vpsrlq, Scratch2, Scratch2, Scratch);
                assembler.Vex(VexCode.Vpsrlq, to, from, Scratch);
                ExtendSign(assembler, VexCode.Vpsubq, to, Scratch2);
                break;
            default:
                assembler.Vex(ShiftCode(opcode, constant: false), to, from, Scratch);
                break;
        }
    }

    /// <summary>A shift by a constant count, of any value.</summary>
    public static void Shift(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from, int count)
    {
        count &= LaneBits(opcode) - 1;
        if (count == 0)
        {
            Move(assembler, to, from);
            return;
        }
        switch (opcode)
        {
            case VectorOpcode.I8x16Shl when count == 1:
                assembler.Vex(VexCode.Vpaddb, to, from, from);
                break;
            case VectorOpcode.I8x16Shl:
                assembler.VexShift(VexCode.VpsllwConstant, to, from, count);
                assembler.Vex(VexCode.Vpand, to, to, Bytes(assembler, 0xff << count));
                break;
            case VectorOpcode.I8x16ShrS when count == 7:
                Zero(assembler, Scratch);
                assembler.Vex(VexCode.Vpcmpgtb, to, Scratch, from);
                break;
            case VectorOpcode.I8x16ShrU or VectorOpcode.I8x16ShrS:
                assembler.VexShift(VexCode.VpsrlwConstant, to, from, count);
                assembler.Vex(VexCode.Vpand, to, to, Bytes(assembler, 0xff >> count));
                if (opcode == VectorOpcode.I8x16ShrS)
                {
                    Address sign = Bytes(assembler, 0x80 >> count);
                    assembler.Vex(VexCode.Vpxor, to, to, sign);
                    assembler.Vex(VexCode.Vpsubb, to, to, sign);
                }
                break;
            case VectorOpcode.I64x2ShrS:
                ShiftSigned64(assembler, to, from, count);
                break;
            default:
                assembler.VexShift(ShiftCode(opcode, constant: true), to, from, count);
                break;
        }
    }

    /// <summary>The upper half of each lane is a shift of 32 bits, the lower half is either one of 64 or one of the upper half.</summary>
    static void ShiftSigned64(Assembler assembler, XmmRegister to, XmmRegister from, int count)
    {
        if (count == 63)
        {
            assembler.VexShift(VexCode.VpsradConstant, to, from, 31);
            assembler.Vex(VexCode.Vpshufd, to, to, 0xf5);
            return;
        }
        assembler.VexShift(VexCode.VpsradConstant, Scratch, from, Math.Min(count, 31));
        if (count < 32)
        {
            assembler.VexShift(VexCode.VpsrlqConstant, Scratch2, from, count);
        }
        else if (count == 32)
        {
            assembler.Vex(VexCode.Vpshufd, Scratch2, from, 0xf5);
        }
        else
        {
            assembler.VexShift(VexCode.VpsradConstant, Scratch2, from, count - 32);
            assembler.Vex(VexCode.Vpshufd, Scratch2, Scratch2, 0xf5);
        }
        assembler.Vex(VexCode.Vpblendw, to, Scratch2, Scratch, 0xcc);
    }

    /// <summary>Spreads the sign bits that a logical shift left behind: their places are the ones of <paramref name="sign"/>.</summary>
    static void ExtendSign(Assembler assembler, VexCode subtract, XmmRegister to, XmmRegister sign)
    {
        assembler.Vex(VexCode.Vpxor, to, sign, to);
        assembler.Vex(subtract, to, to, sign);
    }

    /// <summary>Bytes of ones, shifted left by the first scratch register, into the second.</summary>
    static void BytesThatStay(Assembler assembler)
    {
        Ones(assembler, Scratch2);
        assembler.Vex(VexCode.Vpsllw, Scratch2, Scratch2, Scratch);
        assembler.Vex(VexCode.Vpbroadcastb, Scratch2, Scratch2);
    }

    static Address Bytes(Assembler assembler, int value) => Lanes32(assembler, (byte)value * 0x0101_0101u);

    /// <summary>The width of a shift's lanes.</summary>
    public static int LaneBits(VectorOpcode opcode) => 8 << (opcode - VectorOpcode.I8x16Shl >> 5);

    static VexCode ShiftCode(VectorOpcode opcode, bool constant) => opcode switch
    {
        VectorOpcode.I16x8Shl => constant ? VexCode.VpsllwConstant : VexCode.Vpsllw,
        VectorOpcode.I16x8ShrS => constant ? VexCode.VpsrawConstant : VexCode.Vpsraw,
        VectorOpcode.I16x8ShrU => constant ? VexCode.VpsrlwConstant : VexCode.Vpsrlw,
        VectorOpcode.I32x4Shl => constant ? VexCode.VpslldConstant : VexCode.Vpslld,
        VectorOpcode.I32x4ShrS => constant ? VexCode.VpsradConstant : VexCode.Vpsrad,
        VectorOpcode.I32x4ShrU => constant ? VexCode.VpsrldConstant : VexCode.Vpsrld,
        VectorOpcode.I64x2Shl => constant ? VexCode.VpsllqConstant : VexCode.Vpsllq,
        VectorOpcode.I64x2ShrU => constant ? VexCode.VpsrlqConstant : VexCode.Vpsrlq,
        _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not a shift of vectors"),
    };
}
