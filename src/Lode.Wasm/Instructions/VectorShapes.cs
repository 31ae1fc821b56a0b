namespace Lode.Wasm;

/// <summary>Sizes and lanes of the vector instructions that have immediates.</summary>
static class VectorShapes
{
    /// <summary>The size of an access to memory, as a power of two of bytes.</summary>
    public static int AccessBits(VectorOpcode opcode) => opcode switch
    {
        VectorOpcode.V128Load or VectorOpcode.V128Store => 4,
        >= VectorOpcode.V128Load8x8S and <= VectorOpcode.V128Load32x2U => 3,
        >= VectorOpcode.V128Load8Splat and <= VectorOpcode.V128Load64Splat => opcode - VectorOpcode.V128Load8Splat,
        >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane => opcode - VectorOpcode.V128Load8Lane & 3,
        VectorOpcode.V128Load32Zero => 2,
        _ => 3,
    };

    /// <summary>The number of lanes of an instruction that extracts or replaces one.</summary>
    public static int Lanes(VectorOpcode opcode) => opcode switch
    {
        <= VectorOpcode.I8x16ReplaceLane => 16,
        <= VectorOpcode.I16x8ReplaceLane => 8,
        <= VectorOpcode.I32x4ReplaceLane => 4,
        <= VectorOpcode.I64x2ReplaceLane => 2,
        <= VectorOpcode.F32x4ReplaceLane => 4,
        _ => 2,
    };

    /// <summary>The type outside the vector of a lane that is extracted or replaced.</summary>
    public static ValueKind LaneKind(VectorOpcode opcode) => opcode switch
    {
        <= VectorOpcode.I32x4ReplaceLane => ValueKind.Int32,
        <= VectorOpcode.I64x2ReplaceLane => ValueKind.Int64,
        <= VectorOpcode.F32x4ReplaceLane => ValueKind.Float32,
        _ => ValueKind.Float64,
    };

    /// <summary>Whether an instruction replaces a lane; it extracts one else.</summary>
    public static bool Replaces(VectorOpcode opcode) => opcode is VectorOpcode.I8x16ReplaceLane or VectorOpcode.I16x8ReplaceLane
        or VectorOpcode.I32x4ReplaceLane or VectorOpcode.I64x2ReplaceLane or VectorOpcode.F32x4ReplaceLane or VectorOpcode.F64x2ReplaceLane;
}
