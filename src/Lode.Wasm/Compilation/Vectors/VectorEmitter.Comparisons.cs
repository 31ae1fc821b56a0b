using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Comparisons of integers that the processor does not have: it has equal and signed greater only.</summary>
static partial class VectorEmitter
{
    static void CompareIntegers(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister a, XmmRegister b)
    {
        (VexCode first, VexCode equal, bool negate) = Comparison(opcode);
        if (equal == 0)
        {
            assembler.Vex(first, to, a, b);
        }
        else
        {
            assembler.Vex(first, Scratch, a, b);
            assembler.Vex(equal, to, Scratch, a);
        }
        if (negate)
            Not(assembler, to);
    }

    static void CompareIntegers(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister a, in Address b)
    {
        (VexCode first, VexCode equal, bool negate) = Comparison(opcode);
        if (equal == 0)
        {
            assembler.Vex(first, to, a, b);
        }
        else
        {
            assembler.Vex(first, Scratch, a, b);
            assembler.Vex(equal, to, Scratch, a);
        }
        if (negate)
            Not(assembler, to);
    }

    /// <summary>
    /// The instruction on both operands, the one that compares its result with the first operand (a ≤ b where the lesser is a), and whether
    /// the opposite is wanted.
    /// </summary>
    static (VexCode First, VexCode Equal, bool Negate) Comparison(VectorOpcode opcode) => opcode switch
    {
        VectorOpcode.I8x16Ne => (VexCode.Vpcmpeqb, 0, true),
        VectorOpcode.I8x16LtU => (VexCode.Vpmaxub, VexCode.Vpcmpeqb, true),
        VectorOpcode.I8x16GtU => (VexCode.Vpminub, VexCode.Vpcmpeqb, true),
        VectorOpcode.I8x16LeS => (VexCode.Vpminsb, VexCode.Vpcmpeqb, false),
        VectorOpcode.I8x16LeU => (VexCode.Vpminub, VexCode.Vpcmpeqb, false),
        VectorOpcode.I8x16GeS => (VexCode.Vpmaxsb, VexCode.Vpcmpeqb, false),
        VectorOpcode.I8x16GeU => (VexCode.Vpmaxub, VexCode.Vpcmpeqb, false),
        VectorOpcode.I16x8Ne => (VexCode.Vpcmpeqw, 0, true),
        VectorOpcode.I16x8LtU => (VexCode.Vpmaxuw, VexCode.Vpcmpeqw, true),
        VectorOpcode.I16x8GtU => (VexCode.Vpminuw, VexCode.Vpcmpeqw, true),
        VectorOpcode.I16x8LeS => (VexCode.Vpminsw, VexCode.Vpcmpeqw, false),
        VectorOpcode.I16x8LeU => (VexCode.Vpminuw, VexCode.Vpcmpeqw, false),
        VectorOpcode.I16x8GeS => (VexCode.Vpmaxsw, VexCode.Vpcmpeqw, false),
        VectorOpcode.I16x8GeU => (VexCode.Vpmaxuw, VexCode.Vpcmpeqw, false),
        VectorOpcode.I32x4Ne => (VexCode.Vpcmpeqd, 0, true),
        VectorOpcode.I32x4LtU => (VexCode.Vpmaxud, VexCode.Vpcmpeqd, true),
        VectorOpcode.I32x4GtU => (VexCode.Vpminud, VexCode.Vpcmpeqd, true),
        VectorOpcode.I32x4LeS => (VexCode.Vpminsd, VexCode.Vpcmpeqd, false),
        VectorOpcode.I32x4LeU => (VexCode.Vpminud, VexCode.Vpcmpeqd, false),
        VectorOpcode.I32x4GeS => (VexCode.Vpmaxsd, VexCode.Vpcmpeqd, false),
        VectorOpcode.I32x4GeU => (VexCode.Vpmaxud, VexCode.Vpcmpeqd, false),
        VectorOpcode.I64x2Ne => (VexCode.Vpcmpeqq, 0, true),
        VectorOpcode.I64x2LeS => (VexCode.Vpcmpgtq, 0, true),
        _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not a comparison of two steps"),
    };
}
