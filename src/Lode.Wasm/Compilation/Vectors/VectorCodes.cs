using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>The instructions on vectors that the processor has as one.</summary>
static class VectorCodes
{
    /// <summary>The one instruction on two vectors that does the same; 0 where there is none.</summary>
    /// <remarks>Those of <see cref="TakesOperandsReversed"/> want their operands the other way round.</remarks>
    public static VexCode Binary(VectorOpcode opcode) => opcode switch
    {
        VectorOpcode.I8x16Eq => VexCode.Vpcmpeqb,
        VectorOpcode.I8x16GtS or VectorOpcode.I8x16LtS => VexCode.Vpcmpgtb,
        VectorOpcode.I16x8Eq => VexCode.Vpcmpeqw,
        VectorOpcode.I16x8GtS or VectorOpcode.I16x8LtS => VexCode.Vpcmpgtw,
        VectorOpcode.I32x4Eq => VexCode.Vpcmpeqd,
        VectorOpcode.I32x4GtS or VectorOpcode.I32x4LtS => VexCode.Vpcmpgtd,
        VectorOpcode.I64x2Eq => VexCode.Vpcmpeqq,
        VectorOpcode.I64x2GtS or VectorOpcode.I64x2LtS => VexCode.Vpcmpgtq,
        VectorOpcode.V128And => VexCode.Vpand,
        VectorOpcode.V128Andnot => VexCode.Vpandn,
        VectorOpcode.V128Or => VexCode.Vpor,
        VectorOpcode.V128Xor => VexCode.Vpxor,
        VectorOpcode.I8x16NarrowI16x8S => VexCode.Vpacksswb,
        VectorOpcode.I8x16NarrowI16x8U => VexCode.Vpackuswb,
        VectorOpcode.I8x16Add => VexCode.Vpaddb,
        VectorOpcode.I8x16AddSatS => VexCode.Vpaddsb,
        VectorOpcode.I8x16AddSatU => VexCode.Vpaddusb,
        VectorOpcode.I8x16Sub => VexCode.Vpsubb,
        VectorOpcode.I8x16SubSatS => VexCode.Vpsubsb,
        VectorOpcode.I8x16SubSatU => VexCode.Vpsubusb,
        VectorOpcode.I8x16MinS => VexCode.Vpminsb,
        VectorOpcode.I8x16MinU => VexCode.Vpminub,
        VectorOpcode.I8x16MaxS => VexCode.Vpmaxsb,
        VectorOpcode.I8x16MaxU => VexCode.Vpmaxub,
        VectorOpcode.I8x16AvgrU => VexCode.Vpavgb,
        VectorOpcode.I16x8NarrowI32x4S => VexCode.Vpackssdw,
        VectorOpcode.I16x8NarrowI32x4U => VexCode.Vpackusdw,
        VectorOpcode.I16x8Add => VexCode.Vpaddw,
        VectorOpcode.I16x8AddSatS => VexCode.Vpaddsw,
        VectorOpcode.I16x8AddSatU => VexCode.Vpaddusw,
        VectorOpcode.I16x8Sub => VexCode.Vpsubw,
        VectorOpcode.I16x8SubSatS => VexCode.Vpsubsw,
        VectorOpcode.I16x8SubSatU => VexCode.Vpsubusw,
        VectorOpcode.I16x8Mul => VexCode.Vpmullw,
        VectorOpcode.I16x8MinS => VexCode.Vpminsw,
        VectorOpcode.I16x8MinU => VexCode.Vpminuw,
        VectorOpcode.I16x8MaxS => VexCode.Vpmaxsw,
        VectorOpcode.I16x8MaxU => VexCode.Vpmaxuw,
        VectorOpcode.I16x8AvgrU => VexCode.Vpavgw,
        VectorOpcode.I32x4Add => VexCode.Vpaddd,
        VectorOpcode.I32x4Sub => VexCode.Vpsubd,
        VectorOpcode.I32x4Mul => VexCode.Vpmulld,
        VectorOpcode.I32x4MinS => VexCode.Vpminsd,
        VectorOpcode.I32x4MinU => VexCode.Vpminud,
        VectorOpcode.I32x4MaxS => VexCode.Vpmaxsd,
        VectorOpcode.I32x4MaxU => VexCode.Vpmaxud,
        VectorOpcode.I32x4DotI16x8S => VexCode.Vpmaddwd,
        VectorOpcode.I64x2Add => VexCode.Vpaddq,
        VectorOpcode.I64x2Sub => VexCode.Vpsubq,
        VectorOpcode.F32x4Add => VexCode.Vaddps,
        VectorOpcode.F32x4Sub => VexCode.Vsubps,
        VectorOpcode.F32x4Mul => VexCode.Vmulps,
        VectorOpcode.F32x4Div => VexCode.Vdivps,
        VectorOpcode.F32x4Pmin => VexCode.Vminps,
        VectorOpcode.F32x4Pmax => VexCode.Vmaxps,
        VectorOpcode.F64x2Add => VexCode.Vaddpd,
        VectorOpcode.F64x2Sub => VexCode.Vsubpd,
        VectorOpcode.F64x2Mul => VexCode.Vmulpd,
        VectorOpcode.F64x2Div => VexCode.Vdivpd,
        VectorOpcode.F64x2Pmin => VexCode.Vminpd,
        VectorOpcode.F64x2Pmax => VexCode.Vmaxpd,
        _ => 0,
    };

    /// <summary>
    /// Less is greater turned round; andnot inverts its second operand, vpandn its first; where lanes are not ordered, pmin and pmax give
    /// their first operand, vminps and vmaxps their second.
    /// </summary>
    public static bool TakesOperandsReversed(VectorOpcode opcode) => opcode is VectorOpcode.I8x16LtS or VectorOpcode.I16x8LtS
        or VectorOpcode.I32x4LtS or VectorOpcode.I64x2LtS or VectorOpcode.V128Andnot or VectorOpcode.F32x4Pmin or VectorOpcode.F32x4Pmax
        or VectorOpcode.F64x2Pmin or VectorOpcode.F64x2Pmax;

    /// <summary>The predicate of a comparison of floats; all of them are quiet.</summary>
    public static int Predicate(VectorOpcode opcode) => opcode switch
    {
        VectorOpcode.F32x4Eq or VectorOpcode.F64x2Eq => 0,
        VectorOpcode.F32x4Ne or VectorOpcode.F64x2Ne => 4,
        VectorOpcode.F32x4Lt or VectorOpcode.F64x2Lt => 0x11,
        VectorOpcode.F32x4Le or VectorOpcode.F64x2Le => 0x12,
        VectorOpcode.F32x4Ge or VectorOpcode.F64x2Ge => GreaterOrEqual,
        _ => 0x1e,
    };

    /// <summary>The predicate of a comparison: ordered and equal.</summary>
    public const int Equal = 0;

    /// <summary>The predicate of a comparison: one of the two is a NaN.</summary>
    public const int Unordered = 3;

    /// <summary>The predicate of a comparison: greater or equal.</summary>
    public const int GreaterOrEqual = 0x1d;

    /// <summary>Whether operands may be exchanged.</summary>
    public static bool IsCommutative(VectorOpcode opcode) => opcode switch
    {
        VectorOpcode.I8x16Eq or VectorOpcode.I8x16Ne or VectorOpcode.I16x8Eq or VectorOpcode.I16x8Ne or VectorOpcode.I32x4Eq
            or VectorOpcode.I32x4Ne or VectorOpcode.I64x2Eq or VectorOpcode.I64x2Ne or VectorOpcode.F32x4Eq or VectorOpcode.F32x4Ne
            or VectorOpcode.F64x2Eq or VectorOpcode.F64x2Ne => true,
        VectorOpcode.V128And or VectorOpcode.V128Or or VectorOpcode.V128Xor => true,
        VectorOpcode.I8x16Add or VectorOpcode.I16x8Add or VectorOpcode.I32x4Add or VectorOpcode.I64x2Add or VectorOpcode.I8x16AddSatS
            or VectorOpcode.I8x16AddSatU or VectorOpcode.I16x8AddSatS or VectorOpcode.I16x8AddSatU => true,
        VectorOpcode.I16x8Mul or VectorOpcode.I32x4Mul or VectorOpcode.I64x2Mul or VectorOpcode.I16x8Q15mulrSatS
            or VectorOpcode.I32x4DotI16x8S or VectorOpcode.I8x16AvgrU or VectorOpcode.I16x8AvgrU => true,
        >= VectorOpcode.I8x16MinS and <= VectorOpcode.I8x16MaxU or >= VectorOpcode.I16x8MinS and <= VectorOpcode.I16x8MaxU
            or >= VectorOpcode.I32x4MinS and <= VectorOpcode.I32x4MaxU => true,
        // Which of two NaNs becomes the result is not determined, so that sums and products of floats commute, too.
        VectorOpcode.F32x4Add or VectorOpcode.F32x4Mul or VectorOpcode.F32x4Min or VectorOpcode.F32x4Max or VectorOpcode.F64x2Add
            or VectorOpcode.F64x2Mul or VectorOpcode.F64x2Min or VectorOpcode.F64x2Max => true,
        _ => false,
    };
}
