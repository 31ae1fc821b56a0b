using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Instructions on one vector.</summary>
static partial class VectorEmitter
{
    /// <summary>An instruction on one vector.</summary>
    public static void Unary(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from)
    {
        switch (opcode)
        {
            case VectorOpcode.V128Not:
                Ones(assembler, Scratch);
                assembler.Vex(VexCode.Vpxor, to, Scratch, from);
                break;
            case VectorOpcode.I8x16Abs:
                assembler.Vex(VexCode.Vpabsb, to, from);
                break;
            case VectorOpcode.I16x8Abs:
                assembler.Vex(VexCode.Vpabsw, to, from);
                break;
            case VectorOpcode.I32x4Abs:
                assembler.Vex(VexCode.Vpabsd, to, from);
                break;
            case VectorOpcode.I64x2Abs:
                Zero(assembler, Scratch);
                assembler.Vex(VexCode.Vpsubq, Scratch, Scratch, from);
                assembler.Vex(VexCode.Vblendvpd, to, from, Scratch, (int)from << 4);
                break;
            case VectorOpcode.I8x16Neg:
                Negate(assembler, VexCode.Vpsubb, to, from);
                break;
            case VectorOpcode.I16x8Neg:
                Negate(assembler, VexCode.Vpsubw, to, from);
                break;
            case VectorOpcode.I32x4Neg:
                Negate(assembler, VexCode.Vpsubd, to, from);
                break;
            case VectorOpcode.I64x2Neg:
                Negate(assembler, VexCode.Vpsubq, to, from);
                break;
            case VectorOpcode.I8x16Popcnt:
                CountOnes(assembler, to, from);
                break;
            case >= VectorOpcode.I16x8ExtaddPairwiseI8x16S and <= VectorOpcode.I32x4ExtaddPairwiseI16x8U:
                AddPairs(assembler, opcode, to, from);
                break;
            case >= VectorOpcode.I16x8ExtendLowI8x16S and <= VectorOpcode.I16x8ExtendHighI8x16U
                or >= VectorOpcode.I32x4ExtendLowI16x8S and <= VectorOpcode.I32x4ExtendHighI16x8U
                or >= VectorOpcode.I64x2ExtendLowI32x4S and <= VectorOpcode.I64x2ExtendHighI32x4U:
                Extend(assembler, opcode, to, from);
                break;
            default:
                UnaryFloat(assembler, opcode, to, from);
                break;
        }
    }

    static void Negate(Assembler assembler, VexCode subtract, XmmRegister to, XmmRegister from)
    {
        Zero(assembler, Scratch);
        assembler.Vex(subtract, to, Scratch, from);
    }

    /// <summary>Looks up the ones of each half byte.</summary>
    static void CountOnes(Assembler assembler, XmmRegister to, XmmRegister from)
    {
        Address halfBytes = Lanes32(assembler, 0x0f0f_0f0f);
        assembler.VexShift(VexCode.VpsrlwConstant, Scratch, from, 4);
        assembler.Vex(VexCode.Vpand, Scratch2, from, halfBytes);
        assembler.Vex(VexCode.Vpand, Scratch, Scratch, halfBytes);
        assembler.Vex(VexCode.Vmovups, to, assembler.Constant128(0x0302_0201_0201_0100, 0x0403_0302_0302_0201));
        assembler.Vex(VexCode.Vpshufb, Scratch, to, Scratch);
        assembler.Vex(VexCode.Vpshufb, Scratch2, to, Scratch2);
        assembler.Vex(VexCode.Vpaddb, to, Scratch, Scratch2);
    }

    /// <summary>Sums of neighbours as sums of products with ones.</summary>
    static void AddPairs(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from)
    {
        switch (opcode)
        {
            case VectorOpcode.I16x8ExtaddPairwiseI8x16S:
                // The first factor is the unsigned one.
                assembler.Vex(VexCode.Vmovups, Scratch, Lanes32(assembler, 0x0101_0101));
                assembler.Vex(VexCode.Vpmaddubsw, to, Scratch, from);
                break;
            case VectorOpcode.I16x8ExtaddPairwiseI8x16U:
                assembler.Vex(VexCode.Vpmaddubsw, to, from, Lanes32(assembler, 0x0101_0101));
                break;
            case VectorOpcode.I32x4ExtaddPairwiseI16x8S:
                assembler.Vex(VexCode.Vpmaddwd, to, from, Lanes32(assembler, 0x0001_0001));
                break;
            default:
                assembler.VexShift(VexCode.VpsrldConstant, Scratch, from, 16);
                assembler.Vex(VexCode.Vpand, Scratch2, from, Lanes32(assembler, 0xffff));
                assembler.Vex(VexCode.Vpaddd, to, Scratch, Scratch2);
                break;
        }
    }

    /// <summary>Lanes of one half in lanes of twice the width.</summary>
    static void Extend(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from)
    {
        switch (opcode)
        {
            case VectorOpcode.I16x8ExtendHighI8x16U:
                ExtendHigh(assembler, VexCode.Vpunpckhbw, to, from);
                return;
            case VectorOpcode.I32x4ExtendHighI16x8U:
                ExtendHigh(assembler, VexCode.Vpunpckhwd, to, from);
                return;
            case VectorOpcode.I64x2ExtendHighI32x4U:
                ExtendHigh(assembler, VexCode.Vpunpckhdq, to, from);
                return;
            case VectorOpcode.I16x8ExtendHighI8x16S or VectorOpcode.I32x4ExtendHighI16x8S or VectorOpcode.I64x2ExtendHighI32x4S:
                assembler.Vex(VexCode.Vpshufd, to, from, 0xee);
                from = to;
                break;
        }
        assembler.Vex(
            opcode switch
            {
                VectorOpcode.I16x8ExtendLowI8x16S or VectorOpcode.I16x8ExtendHighI8x16S => VexCode.Vpmovsxbw,
                VectorOpcode.I16x8ExtendLowI8x16U => VexCode.Vpmovzxbw,
                VectorOpcode.I32x4ExtendLowI16x8S or VectorOpcode.I32x4ExtendHighI16x8S => VexCode.Vpmovsxwd,
                VectorOpcode.I32x4ExtendLowI16x8U => VexCode.Vpmovzxwd,
                VectorOpcode.I64x2ExtendLowI32x4S or VectorOpcode.I64x2ExtendHighI32x4S => VexCode.Vpmovsxdq,
                _ => VexCode.Vpmovzxdq,
            },
            to,
            from);
    }

    static void ExtendHigh(Assembler assembler, VexCode interleave, XmmRegister to, XmmRegister from)
    {
        Zero(assembler, Scratch);
        assembler.Vex(interleave, to, from, Scratch);
    }
}
