using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Scalars into vectors and out of them.</summary>
static partial class VectorEmitter
{
    /// <summary>A splat of an integer; its bits beyond the lane's do not matter.</summary>
    public static void Splat(Assembler assembler, VectorOpcode opcode, XmmRegister to, Register from)
    {
        assembler.Vex(opcode == VectorOpcode.I64x2Splat ? VexCode.VmovqFrom : VexCode.VmovdFrom, to, from);
        switch (opcode)
        {
            case VectorOpcode.I8x16Splat:
                assembler.Vex(VexCode.Vpbroadcastb, to, to);
                break;
            case VectorOpcode.I16x8Splat:
                assembler.Vex(VexCode.Vpbroadcastw, to, to);
                break;
            case VectorOpcode.I32x4Splat:
                assembler.Vex(VexCode.Vpbroadcastd, to, to);
                break;
            default:
                assembler.Vex(VexCode.Vpunpcklqdq, to, to, to);
                break;
        }
    }

    /// <summary>A splat of a float.</summary>
    public static void Splat(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from) =>
        assembler.Vex(opcode == VectorOpcode.F32x4Splat ? VexCode.Vbroadcastss : VexCode.Vmovddup, to, from);

    /// <summary>A lane of integers. Of 32 bits and less the upper half of the result is clear.</summary>
    public static void ExtractLane(Assembler assembler, VectorOpcode opcode, Register to, XmmRegister from, int lane)
    {
        switch (opcode)
        {
            case VectorOpcode.I8x16ExtractLaneS or VectorOpcode.I8x16ExtractLaneU:
                assembler.Vex(VexCode.Vpextrb, from, to, lane);
                if (opcode == VectorOpcode.I8x16ExtractLaneS)
                    assembler.SignExtend8(false, to, to);
                break;
            case VectorOpcode.I16x8ExtractLaneS or VectorOpcode.I16x8ExtractLaneU:
                assembler.Vex(VexCode.VpextrwTo, to, from, lane);
                if (opcode == VectorOpcode.I16x8ExtractLaneS)
                    assembler.SignExtend16(false, to, to);
                break;
            case VectorOpcode.I32x4ExtractLane when lane == 0:
                assembler.Vex(VexCode.VmovdTo, from, to);
                break;
            case VectorOpcode.I32x4ExtractLane:
                assembler.Vex(VexCode.Vpextrd, from, to, lane);
                break;
            default:
                if (lane == 0)
                    assembler.Vex(VexCode.VmovqTo, from, to);
                else
                    assembler.Vex(VexCode.Vpextrq, from, to, lane);
                break;
        }
    }

    /// <summary>A lane of floats. What the rest of the result's register holds is not determined.</summary>
    public static void ExtractLane(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister from, int lane)
    {
        if (lane == 0)
            Move(assembler, to, from);
        else if (opcode == VectorOpcode.F64x2ExtractLane)
            assembler.Vex(VexCode.Vunpckhpd, to, from, from);
        else if (lane == 1)
            assembler.Vex(VexCode.Vmovshdup, to, from);
        else
            assembler.Vex(VexCode.Vpshufd, to, from, lane);
    }

    /// <summary>Replaces a lane of integers.</summary>
    public static void ReplaceLane(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister vector, Register lane, int number)
    {
        VexCode code = opcode switch
        {
            VectorOpcode.I8x16ReplaceLane => VexCode.Vpinsrb,
            VectorOpcode.I16x8ReplaceLane => VexCode.Vpinsrw,
            VectorOpcode.I32x4ReplaceLane => VexCode.Vpinsrd,
            _ => VexCode.Vpinsrq,
        };
        assembler.Vex(code, to, vector, lane, number);
    }

    /// <summary>Replaces a lane of floats.</summary>
    public static void ReplaceLane(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister vector, XmmRegister lane, int number)
    {
        if (opcode == VectorOpcode.F64x2ReplaceLane)
            assembler.Vex(number == 0 ? VexCode.Vmovsd : VexCode.Vmovhps, to, vector, lane);
        else if (number == 0)
            assembler.Vex(VexCode.Vmovss, to, vector, lane);
        else
            assembler.Vex(VexCode.Vinsertps, to, vector, lane, number << 4);
    }
}
