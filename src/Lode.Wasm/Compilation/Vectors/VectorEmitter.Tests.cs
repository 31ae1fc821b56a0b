using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Vectors into truth and bits.</summary>
static partial class VectorEmitter
{
    /// <summary>Sets flags by <c>any_true</c> or <c>all_true</c>. Gives the condition under which it holds.</summary>
    public static Condition TestFlags(Assembler assembler, VectorOpcode opcode, XmmRegister from)
    {
        if (opcode == VectorOpcode.V128AnyTrue)
        {
            assembler.Vex(VexCode.Vptest, from, from);
            return Condition.NotEqual;
        }
        Zero(assembler, Scratch);
        assembler.Vex(
            opcode switch
            {
                VectorOpcode.I8x16AllTrue => VexCode.Vpcmpeqb,
                VectorOpcode.I16x8AllTrue => VexCode.Vpcmpeqw,
                VectorOpcode.I32x4AllTrue => VexCode.Vpcmpeqd,
                _ => VexCode.Vpcmpeqq,
            },
            Scratch,
            Scratch,
            from);
        assembler.Vex(VexCode.Vptest, Scratch, Scratch);
        return Condition.Equal;
    }

    /// <summary><c>bitmask</c>, with the upper half clear.</summary>
    public static void Bitmask(Assembler assembler, VectorOpcode opcode, Register to, XmmRegister from)
    {
        switch (opcode)
        {
            case VectorOpcode.I8x16Bitmask:
                assembler.Vex(VexCode.Vpmovmskb, to, from);
                break;
            case VectorOpcode.I16x8Bitmask:
                Zero(assembler, Scratch);
                assembler.Vex(VexCode.Vpacksswb, Scratch, from, Scratch);
                assembler.Vex(VexCode.Vpmovmskb, to, Scratch);
                break;
            case VectorOpcode.I32x4Bitmask:
                assembler.Vex(VexCode.Vmovmskps, to, from);
                break;
            default:
                assembler.Vex(VexCode.Vmovmskpd, to, from);
                break;
        }
    }
}
