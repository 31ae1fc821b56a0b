using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Instructions on two vectors.</summary>
static partial class VectorEmitter
{
    /// <summary>An instruction on two vectors.</summary>
    public static void Binary(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister a, XmmRegister b)
    {
        // The short prefix has no bit for the last operand.
        if (b >= XmmRegister.Xmm8 && a < XmmRegister.Xmm8 && VectorCodes.IsCommutative(opcode))
            (a, b) = (b, a);
        VexCode code = VectorCodes.Binary(opcode);
        if (code != 0)
        {
            if (VectorCodes.TakesOperandsReversed(opcode))
                assembler.Vex(code, to, b, a);
            else
                assembler.Vex(code, to, a, b);
            return;
        }
        switch (opcode)
        {
            case VectorOpcode.I64x2GeS:
                assembler.Vex(VexCode.Vpcmpgtq, to, b, a);
                Not(assembler, to);
                break;
            case >= VectorOpcode.I8x16Ne and <= VectorOpcode.I32x4GeU or VectorOpcode.I64x2Ne or VectorOpcode.I64x2LeS:
                CompareIntegers(assembler, opcode, to, a, b);
                break;
            case >= VectorOpcode.F32x4Eq and <= VectorOpcode.F32x4Ge:
                assembler.Vex(VexCode.Vcmpps, to, a, b, VectorCodes.Predicate(opcode));
                break;
            case >= VectorOpcode.F64x2Eq and <= VectorOpcode.F64x2Ge:
                assembler.Vex(VexCode.Vcmppd, to, a, b, VectorCodes.Predicate(opcode));
                break;
            case VectorOpcode.F32x4Min or VectorOpcode.F32x4Max:
                MinMax32(assembler, opcode == VectorOpcode.F32x4Min, to, a, b);
                break;
            case VectorOpcode.F64x2Min or VectorOpcode.F64x2Max:
                MinMax64(assembler, opcode == VectorOpcode.F64x2Min, to, a, b);
                break;
            case VectorOpcode.I8x16Swizzle:
                Swizzle(assembler, to, a, b);
                break;
            case VectorOpcode.I16x8Q15mulrSatS:
                assembler.Vex(VexCode.Vpmulhrsw, Scratch, a, b);
                CorrectRoundedProduct(assembler, to);
                break;
            default:
                Multiply(assembler, opcode, to, a, b);
                break;
        }
    }

    /// <summary>Whether the second operand of an instruction on two vectors may be in memory.</summary>
    public static bool TakesMemory(VectorOpcode opcode) => opcode switch
    {
        VectorOpcode.F32x4Min or VectorOpcode.F32x4Max or VectorOpcode.F64x2Min or VectorOpcode.F64x2Max => false,
        >= VectorOpcode.I8x16Eq and <= VectorOpcode.F64x2Ge => !VectorCodes.TakesOperandsReversed(opcode),
        VectorOpcode.I64x2Ne or VectorOpcode.I64x2LeS or VectorOpcode.I16x8Q15mulrSatS => true,
        _ => VectorCodes.Binary(opcode) != 0 && !VectorCodes.TakesOperandsReversed(opcode),
    };

    /// <summary>An instruction on two vectors, the second of them in memory: one of those that <see cref="TakesMemory"/> names.</summary>
    public static void Binary(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister a, in Address b)
    {
        VexCode code = VectorCodes.Binary(opcode);
        if (code != 0)
        {
            assembler.Vex(code, to, a, b);
            return;
        }
        switch (opcode)
        {
            case >= VectorOpcode.F32x4Eq and <= VectorOpcode.F32x4Ge:
                assembler.Vex(VexCode.Vcmpps, to, a, b, VectorCodes.Predicate(opcode));
                break;
            case >= VectorOpcode.F64x2Eq and <= VectorOpcode.F64x2Ge:
                assembler.Vex(VexCode.Vcmppd, to, a, b, VectorCodes.Predicate(opcode));
                break;
            case VectorOpcode.I16x8Q15mulrSatS:
                assembler.Vex(VexCode.Vpmulhrsw, Scratch, a, b);
                CorrectRoundedProduct(assembler, to);
                break;
            default:
                CompareIntegers(assembler, opcode, to, a, b);
                break;
        }
    }

    /// <summary><c>v128.not</c> in place.</summary>
    static void Not(Assembler assembler, XmmRegister register)
    {
        Ones(assembler, Scratch2);
        assembler.Vex(VexCode.Vpxor, register, Scratch2, register);
    }

    /// <summary>The product of the two least numbers is the only one that vpmulhrsw does not saturate: it gives the least number.</summary>
    static void CorrectRoundedProduct(Assembler assembler, XmmRegister to)
    {
        assembler.Vex(VexCode.Vpcmpeqw, Scratch2, Scratch, Lanes32(assembler, 0x8000_8000));
        assembler.Vex(VexCode.Vpxor, to, Scratch, Scratch2);
    }

    static void Swizzle(Assembler assembler, XmmRegister to, XmmRegister vector, XmmRegister lanes)
    {
        // vpshufb gives 0 where bit 7 is set; saturation sets it from 16 upwards.
        assembler.Vex(VexCode.Vpaddusb, Scratch, lanes, Lanes32(assembler, 0x7070_7070));
        assembler.Vex(VexCode.Vpshufb, to, vector, Scratch);
    }

    /// <summary><c>v128.bitselect</c>: bits of <paramref name="yes"/> where <paramref name="mask"/> has ones, else of <paramref name="no"/>.</summary>
    public static void Bitselect(Assembler assembler, XmmRegister to, XmmRegister yes, XmmRegister no, XmmRegister mask)
    {
        assembler.Vex(VexCode.Vpand, Scratch, mask, yes);
        assembler.Vex(VexCode.Vpandn, Scratch2, mask, no);
        assembler.Vex(VexCode.Vpor, to, Scratch, Scratch2);
    }
}
