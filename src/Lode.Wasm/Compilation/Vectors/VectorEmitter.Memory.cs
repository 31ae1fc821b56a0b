using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Loads and stores.</summary>
static partial class VectorEmitter
{
    /// <summary>Any load that needs no vector: whole, extending, splatting, or with zeros above.</summary>
    public static void Load(Assembler assembler, VectorOpcode opcode, XmmRegister to, in Address from) => assembler.Vex(
        opcode switch
        {
            VectorOpcode.V128Load => VexCode.Vmovups,
            VectorOpcode.V128Load8x8S => VexCode.Vpmovsxbw,
            VectorOpcode.V128Load8x8U => VexCode.Vpmovzxbw,
            VectorOpcode.V128Load16x4S => VexCode.Vpmovsxwd,
            VectorOpcode.V128Load16x4U => VexCode.Vpmovzxwd,
            VectorOpcode.V128Load32x2S => VexCode.Vpmovsxdq,
            VectorOpcode.V128Load32x2U => VexCode.Vpmovzxdq,
            VectorOpcode.V128Load8Splat => VexCode.Vpbroadcastb,
            VectorOpcode.V128Load16Splat => VexCode.Vpbroadcastw,
            VectorOpcode.V128Load32Splat => VexCode.Vbroadcastss,
            VectorOpcode.V128Load64Splat => VexCode.Vmovddup,
            VectorOpcode.V128Load32Zero => VexCode.Vmovss,
            VectorOpcode.V128Load64Zero => VexCode.Vmovsd,
            _ => throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "not a load of a whole vector"),
        },
        to,
        from);

    /// <summary><c>v128.store</c>.</summary>
    public static void Store(Assembler assembler, in Address to, XmmRegister from) => assembler.Vex(VexCode.VmovupsStore, from, to);

    /// <summary>A load of one lane; the others are those of <paramref name="vector"/>.</summary>
    public static void LoadLane(Assembler assembler, VectorOpcode opcode, XmmRegister to, XmmRegister vector, in Address from, int lane)
    {
        switch (opcode)
        {
            case VectorOpcode.V128Load8Lane:
                assembler.Vex(VexCode.Vpinsrb, to, vector, from, lane);
                break;
            case VectorOpcode.V128Load16Lane:
                assembler.Vex(VexCode.Vpinsrw, to, vector, from, lane);
                break;
            case VectorOpcode.V128Load32Lane:
                assembler.Vex(VexCode.Vpinsrd, to, vector, from, lane);
                break;
            default:
                assembler.Vex(lane == 0 ? VexCode.Vmovlps : VexCode.Vmovhps, to, vector, from);
                break;
        }
    }

    /// <summary>A store of one lane.</summary>
    public static void StoreLane(Assembler assembler, VectorOpcode opcode, in Address to, XmmRegister vector, int lane)
    {
        switch (opcode)
        {
            case VectorOpcode.V128Store8Lane:
                assembler.Vex(VexCode.Vpextrb, vector, to, lane);
                break;
            case VectorOpcode.V128Store16Lane:
                assembler.Vex(VexCode.Vpextrw, vector, to, lane);
                break;
            case VectorOpcode.V128Store32Lane when lane == 0:
                assembler.Vex(VexCode.VmovssStore, vector, to);
                break;
            case VectorOpcode.V128Store32Lane:
                assembler.Vex(VexCode.Vpextrd, vector, to, lane);
                break;
            default:
                assembler.Vex(lane == 0 ? VexCode.VmovsdStore : VexCode.VmovhpsStore, vector, to);
                break;
        }
    }
}
