using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Floats: signs, roundings, least and greatest.</summary>
static partial class VectorEmitter
{
    const int Nearest = 8, Down = 9, Up = 10, TowardZero = 11;

    static void UnaryFloat(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from)
    {
        switch (opcode)
        {
            case VectorOpcode.F32x4Abs:
                assembler.Vex(VexCode.Vandps, to, from, Lanes32(assembler, int.MaxValue));
                break;
            case VectorOpcode.F32x4Neg:
                assembler.Vex(VexCode.Vxorps, to, from, Lanes32(assembler, 0x8000_0000));
                break;
            case VectorOpcode.F64x2Abs:
                assembler.Vex(VexCode.Vandpd, to, from, Lanes64(assembler, long.MaxValue));
                break;
            case VectorOpcode.F64x2Neg:
                assembler.Vex(VexCode.Vxorpd, to, from, Lanes64(assembler, 0x8000_0000_0000_0000));
                break;
            case VectorOpcode.F32x4Sqrt:
                assembler.Vex(VexCode.Vsqrtps, to, from);
                break;
            case VectorOpcode.F64x2Sqrt:
                assembler.Vex(VexCode.Vsqrtpd, to, from);
                break;
            case VectorOpcode.F32x4Ceil:
                assembler.Vex(VexCode.Vroundps, to, from, Up);
                break;
            case VectorOpcode.F32x4Floor:
                assembler.Vex(VexCode.Vroundps, to, from, Down);
                break;
            case VectorOpcode.F32x4Trunc:
                assembler.Vex(VexCode.Vroundps, to, from, TowardZero);
                break;
            case VectorOpcode.F32x4Nearest:
                assembler.Vex(VexCode.Vroundps, to, from, Nearest);
                break;
            case VectorOpcode.F64x2Ceil:
                assembler.Vex(VexCode.Vroundpd, to, from, Up);
                break;
            case VectorOpcode.F64x2Floor:
                assembler.Vex(VexCode.Vroundpd, to, from, Down);
                break;
            case VectorOpcode.F64x2Trunc:
                assembler.Vex(VexCode.Vroundpd, to, from, TowardZero);
                break;
            case VectorOpcode.F64x2Nearest:
                assembler.Vex(VexCode.Vroundpd, to, from, Nearest);
                break;
            default:
                Convert(assembler, opcode, to, from);
                break;
        }
    }

    /// <summary>
    /// The processor gives its second operand where both are zeros or one is a NaN. So both orders together decide zeros (the lesser has
    /// the sign if one of them has, the greater if both have), and where there is a NaN, the sum is the NaN that is wanted.
    /// </summary>
    static void MinMax32(Assembler assembler, bool min, XmmRegister to, XmmRegister a, XmmRegister b)
    {
        VexCode code = min ? VexCode.Vminps : VexCode.Vmaxps;
        assembler.Vex(code, Scratch, a, b);
        assembler.Vex(code, Scratch2, b, a);
        assembler.Vex(min ? VexCode.Vorps : VexCode.Vandps, Scratch, Scratch, Scratch2);
        assembler.Vex(VexCode.Vcmpps, Scratch2, a, b, VectorCodes.Unordered);
        assembler.Vex(VexCode.Vaddps, to, a, b);
        assembler.Vex(VexCode.Vblendvps, to, Scratch, to, (int)Scratch2 << 4);
    }

    /// <inheritdoc cref="MinMax32"/>
    static void MinMax64(Assembler assembler, bool min, XmmRegister to, XmmRegister a, XmmRegister b)
    {
        VexCode code = min ? VexCode.Vminpd : VexCode.Vmaxpd;
        assembler.Vex(code, Scratch, a, b);
        assembler.Vex(code, Scratch2, b, a);
        assembler.Vex(min ? VexCode.Vorps : VexCode.Vandps, Scratch, Scratch, Scratch2);
        assembler.Vex(VexCode.Vcmppd, Scratch2, a, b, VectorCodes.Unordered);
        assembler.Vex(VexCode.Vaddpd, to, a, b);
        assembler.Vex(VexCode.Vblendvpd, to, Scratch, to, (int)Scratch2 << 4);
    }
}
