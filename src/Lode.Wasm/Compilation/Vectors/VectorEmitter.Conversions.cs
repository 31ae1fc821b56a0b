using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Conversions between floats and integers.</summary>
static partial class VectorEmitter
{
    static void Convert(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from)
    {
        switch (opcode)
        {
            case VectorOpcode.F32x4DemoteF64x2Zero:
                assembler.Vex(VexCode.Vcvtpd2ps, to, from);
                break;
            case VectorOpcode.F64x2PromoteLowF32x4:
                assembler.Vex(VexCode.Vcvtps2pd, to, from);
                break;
            case VectorOpcode.F32x4ConvertI32x4S:
                assembler.Vex(VexCode.Vcvtdq2ps, to, from);
                break;
            case VectorOpcode.F64x2ConvertLowI32x4S:
                assembler.Vex(VexCode.Vcvtdq2pd, to, from);
                break;
            case VectorOpcode.F32x4ConvertI32x4U:
                ConvertUnsigned32(assembler, to, from);
                break;
            case VectorOpcode.F64x2ConvertLowI32x4U:
                // The integer as the low bits of 2^52, less 2^52.
                assembler.Vex(VexCode.Vunpcklps, to, from, Lanes32(assembler, 0x4330_0000));
                assembler.Vex(VexCode.Vsubpd, to, to, Lanes64(assembler, 0x4330_0000_0000_0000));
                break;
            case VectorOpcode.I32x4TruncSatF32x4S:
                TruncateSigned32(assembler, to, from);
                break;
            case VectorOpcode.I32x4TruncSatF32x4U:
                TruncateUnsigned32(assembler, to, from);
                break;
            case VectorOpcode.I32x4TruncSatF64x2SZero:
                // NaNs are compared away to 0, which vminpd gives for them; below the least integer the conversion itself gives it.
                assembler.Vex(VexCode.Vcmppd, Scratch, from, from, VectorCodes.Equal);
                assembler.Vex(VexCode.Vandpd, Scratch, Scratch, Lanes64(assembler, (ulong)BitConverter.DoubleToInt64Bits(int.MaxValue)));
                assembler.Vex(VexCode.Vminpd, Scratch, from, Scratch);
                assembler.Vex(VexCode.Vcvttpd2dq, to, Scratch);
                break;
            case VectorOpcode.I32x4TruncSatF64x2UZero:
                TruncateUnsigned64(assembler, to, from);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not an instruction on one vector");
        }
    }

    /// <summary>
    /// Both halves of each integer as low bits of floats, 2^23 + low and 2^39 + high * 2^16. Taking 2^39 + 2^23 off the second is exact, so
    /// that the last sum is the only one that rounds.
    /// </summary>
    static void ConvertUnsigned32(Assembler assembler, XmmRegister to, XmmRegister from)
    {
        assembler.VexShift(VexCode.VpsrldConstant, Scratch, from, 16);
        assembler.Vex(VexCode.Vpblendw, Scratch2, from, Lanes32(assembler, 0x4b00_0000), 0xaa);
        assembler.Vex(VexCode.Vpblendw, Scratch, Scratch, Lanes32(assembler, 0x5300_0000), 0xaa);
        assembler.Vex(VexCode.Vsubps, Scratch, Scratch, Lanes32(assembler, 0x5300_0080));
        assembler.Vex(VexCode.Vaddps, to, Scratch, Scratch2);
    }

    /// <summary>NaNs become 0 first; from 2^31 upwards the conversion gives the least integer, whose opposite is wanted.</summary>
    static void TruncateSigned32(Assembler assembler, XmmRegister to, XmmRegister from)
    {
        assembler.Vex(VexCode.Vcmpps, Scratch, from, from, VectorCodes.Equal);
        assembler.Vex(VexCode.Vandps, Scratch, Scratch, from);
        assembler.Vex(VexCode.Vcmpps, Scratch2, from, Lanes32(assembler, 0x4f00_0000), VectorCodes.GreaterOrEqual);
        assembler.Vex(VexCode.Vcvttps2dq, Scratch, Scratch);
        assembler.Vex(VexCode.Vpxor, to, Scratch, Scratch2);
    }

    /// <summary>
    /// NaNs and negative numbers become 0 first. From 2^31 upwards the conversion gives 2^31 and a float's bits are the integer's,
    /// 8 places lower; from 2^32 upwards all bits are ones.
    /// </summary>
    static void TruncateUnsigned32(Assembler assembler, XmmRegister to, XmmRegister from)
    {
        Zero(assembler, Scratch);
        assembler.Vex(VexCode.Vmaxps, Scratch, from, Scratch);
        assembler.Vex(VexCode.Vpcmpgtd, to, Scratch, Lanes32(assembler, 0x4f7f_ffff));
        assembler.Vex(VexCode.Vcvttps2dq, Scratch2, Scratch);
        assembler.VexShift(VexCode.VpslldConstant, Scratch, Scratch, 8);
        assembler.Vex(VexCode.Vblendvps, Scratch, Scratch2, Scratch, (int)Scratch2 << 4);
        assembler.Vex(VexCode.Vpor, to, Scratch, to);
        assembler.Vex(VexCode.Vpor, to, Scratch2, to);
    }

    /// <summary>Clamped and rounded, a float's integer is the low bits of its sum with 2^52.</summary>
    static void TruncateUnsigned64(Assembler assembler, XmmRegister to, XmmRegister from)
    {
        Zero(assembler, Scratch2);
        assembler.Vex(VexCode.Vmaxpd, Scratch, from, Scratch2);
        assembler.Vex(VexCode.Vminpd, Scratch, Scratch, Lanes64(assembler, (ulong)BitConverter.DoubleToInt64Bits(uint.MaxValue)));
        assembler.Vex(VexCode.Vroundpd, Scratch, Scratch, TowardZero);
        assembler.Vex(VexCode.Vaddpd, Scratch, Scratch, Lanes64(assembler, 0x4330_0000_0000_0000));
        assembler.Vex(VexCode.Vshufps, to, Scratch, Scratch2, 0x88);
    }
}
