namespace Lode.Wasm;

/// <summary>What the instructions that only compute take from the operand stack and put there.</summary>
/// <remarks>
/// A signature holds up to three operand types, the topmost in the lowest byte, and the result's type in the highest byte; types are
/// those of <see cref="ValueKind"/>, 0 stands for none, and a signature of 0 for an instruction that is not of this kind.
/// </remarks>
static class Signatures
{
    const ValueKind None = ValueKind.Unknown, I32 = ValueKind.Int32, I64 = ValueKind.Int64, F32 = ValueKind.Float32, F64 = ValueKind.Float64,
        V128 = ValueKind.V128;

    static readonly uint[] s_scalar = MakeScalar();
    static readonly uint[] s_vector = MakeVector();

    /// <summary>Signatures by <see cref="Opcode"/>: comparisons, arithmetic, conversions. 256 entries.</summary>
    public static ReadOnlySpan<uint> Scalar => s_scalar;

    /// <summary>Signatures by <see cref="VectorOpcode"/> of instructions without immediates. 256 entries.</summary>
    public static ReadOnlySpan<uint> Vector => s_vector;

    /// <summary>The signature of a saturating conversion.</summary>
    public static uint Saturating(MiscOpcode opcode)
    {
        ValueKind from = ((int)opcode & 2) == 0 ? F32 : F64, to = opcode < MiscOpcode.I64TruncSatF32S ? I32 : I64;
        return Make(to, from);
    }

    /// <summary>The operand at a depth: 0 is the topmost.</summary>
    public static ValueKind Operand(uint signature, int depth) => (ValueKind)(byte)(signature >> depth * 8);

    /// <summary>The type of the result.</summary>
    public static ValueKind Result(uint signature) => (ValueKind)(signature >> 24);

    static uint Make(ValueKind result, ValueKind first, ValueKind second = None, ValueKind third = None) =>
        (uint)result << 24 | (uint)third << 16 | (uint)second << 8 | (uint)first;

    static void Fill(uint[] table, int first, int last, uint signature) => table.AsSpan(first, last - first + 1).Fill(signature);

    static uint[] MakeScalar()
    {
        uint[] table = new uint[256];
        table[(int)Opcode.I32Eqz] = Make(I32, I32);
        Fill(table, (int)Opcode.I32Eq, (int)Opcode.I32GeU, Make(I32, I32, I32));
        table[(int)Opcode.I64Eqz] = Make(I32, I64);
        Fill(table, (int)Opcode.I64Eq, (int)Opcode.I64GeU, Make(I32, I64, I64));
        Fill(table, (int)Opcode.F32Eq, (int)Opcode.F32Ge, Make(I32, F32, F32));
        Fill(table, (int)Opcode.F64Eq, (int)Opcode.F64Ge, Make(I32, F64, F64));
        Fill(table, (int)Opcode.I32Clz, (int)Opcode.I32Popcnt, Make(I32, I32));
        Fill(table, (int)Opcode.I32Add, (int)Opcode.I32Rotr, Make(I32, I32, I32));
        Fill(table, (int)Opcode.I64Clz, (int)Opcode.I64Popcnt, Make(I64, I64));
        Fill(table, (int)Opcode.I64Add, (int)Opcode.I64Rotr, Make(I64, I64, I64));
        Fill(table, (int)Opcode.F32Abs, (int)Opcode.F32Sqrt, Make(F32, F32));
        Fill(table, (int)Opcode.F32Add, (int)Opcode.F32Copysign, Make(F32, F32, F32));
        Fill(table, (int)Opcode.F64Abs, (int)Opcode.F64Sqrt, Make(F64, F64));
        Fill(table, (int)Opcode.F64Add, (int)Opcode.F64Copysign, Make(F64, F64, F64));
        table[(int)Opcode.I32WrapI64] = Make(I32, I64);
        Fill(table, (int)Opcode.I32TruncF32S, (int)Opcode.I32TruncF32U, Make(I32, F32));
        Fill(table, (int)Opcode.I32TruncF64S, (int)Opcode.I32TruncF64U, Make(I32, F64));
        Fill(table, (int)Opcode.I64ExtendI32S, (int)Opcode.I64ExtendI32U, Make(I64, I32));
        Fill(table, (int)Opcode.I64TruncF32S, (int)Opcode.I64TruncF32U, Make(I64, F32));
        Fill(table, (int)Opcode.I64TruncF64S, (int)Opcode.I64TruncF64U, Make(I64, F64));
        Fill(table, (int)Opcode.F32ConvertI32S, (int)Opcode.F32ConvertI32U, Make(F32, I32));
        Fill(table, (int)Opcode.F32ConvertI64S, (int)Opcode.F32ConvertI64U, Make(F32, I64));
        table[(int)Opcode.F32DemoteF64] = Make(F32, F64);
        Fill(table, (int)Opcode.F64ConvertI32S, (int)Opcode.F64ConvertI32U, Make(F64, I32));
        Fill(table, (int)Opcode.F64ConvertI64S, (int)Opcode.F64ConvertI64U, Make(F64, I64));
        table[(int)Opcode.F64PromoteF32] = Make(F64, F32);
        table[(int)Opcode.I32ReinterpretF32] = Make(I32, F32);
        table[(int)Opcode.I64ReinterpretF64] = Make(I64, F64);
        table[(int)Opcode.F32ReinterpretI32] = Make(F32, I32);
        table[(int)Opcode.F64ReinterpretI64] = Make(F64, I64);
        Fill(table, (int)Opcode.I32Extend8S, (int)Opcode.I32Extend16S, Make(I32, I32));
        Fill(table, (int)Opcode.I64Extend8S, (int)Opcode.I64Extend32S, Make(I64, I64));
        return table;
    }

    static uint[] MakeVector()
    {
        uint unary = Make(V128, V128), shift = Make(V128, I32, V128), test = Make(I32, V128);
        uint[] table = new uint[256];
        Fill(table, (int)VectorOpcode.I8x16Eq, 255, Make(V128, V128, V128));
        Fill(table, (int)VectorOpcode.V128Load8Lane, (int)VectorOpcode.V128Load64Zero, 0);
        foreach (int hole in (ReadOnlySpan<int>)[0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0,
            0xd2, 0xd3, 0xd4, 0xe2, 0xee])
            table[hole] = 0;
        table[(int)VectorOpcode.I8x16Swizzle] = Make(V128, V128, V128);
        Fill(table, (int)VectorOpcode.I8x16Splat, (int)VectorOpcode.I32x4Splat, Make(V128, I32));
        table[(int)VectorOpcode.I64x2Splat] = Make(V128, I64);
        table[(int)VectorOpcode.F32x4Splat] = Make(V128, F32);
        table[(int)VectorOpcode.F64x2Splat] = Make(V128, F64);
        table[(int)VectorOpcode.V128Bitselect] = Make(V128, V128, V128, V128);
        table[(int)VectorOpcode.V128AnyTrue] = test;
        table[(int)VectorOpcode.V128Not] = unary;
        Fill(table, (int)VectorOpcode.F32x4DemoteF64x2Zero, (int)VectorOpcode.I8x16Popcnt, unary);
        Fill(table, (int)VectorOpcode.F32x4Ceil, (int)VectorOpcode.F32x4Nearest, unary);
        Fill(table, (int)VectorOpcode.F64x2Ceil, (int)VectorOpcode.F64x2Floor, unary);
        table[(int)VectorOpcode.F64x2Trunc] = unary;
        Fill(table, (int)VectorOpcode.I16x8ExtaddPairwiseI8x16S, (int)VectorOpcode.I16x8Neg, unary);
        Fill(table, (int)VectorOpcode.I16x8ExtendLowI8x16S, (int)VectorOpcode.I16x8ExtendHighI8x16U, unary);
        table[(int)VectorOpcode.F64x2Nearest] = unary;
        Fill(table, (int)VectorOpcode.I32x4Abs, (int)VectorOpcode.I32x4Neg, unary);
        Fill(table, (int)VectorOpcode.I32x4ExtendLowI16x8S, (int)VectorOpcode.I32x4ExtendHighI16x8U, unary);
        Fill(table, (int)VectorOpcode.I64x2Abs, (int)VectorOpcode.I64x2Neg, unary);
        Fill(table, (int)VectorOpcode.I64x2ExtendLowI32x4S, (int)VectorOpcode.I64x2ExtendHighI32x4U, unary);
        Fill(table, (int)VectorOpcode.F32x4Abs, (int)VectorOpcode.F32x4Neg, unary);
        table[(int)VectorOpcode.F32x4Sqrt] = unary;
        Fill(table, (int)VectorOpcode.F64x2Abs, (int)VectorOpcode.F64x2Neg, unary);
        table[(int)VectorOpcode.F64x2Sqrt] = unary;
        Fill(table, (int)VectorOpcode.I32x4TruncSatF32x4S, (int)VectorOpcode.F64x2ConvertLowI32x4U, unary);
        Fill(table, (int)VectorOpcode.I8x16AllTrue, (int)VectorOpcode.I8x16Bitmask, test);
        Fill(table, (int)VectorOpcode.I16x8AllTrue, (int)VectorOpcode.I16x8Bitmask, test);
        Fill(table, (int)VectorOpcode.I32x4AllTrue, (int)VectorOpcode.I32x4Bitmask, test);
        Fill(table, (int)VectorOpcode.I64x2AllTrue, (int)VectorOpcode.I64x2Bitmask, test);
        Fill(table, (int)VectorOpcode.I8x16Shl, (int)VectorOpcode.I8x16ShrU, shift);
        Fill(table, (int)VectorOpcode.I16x8Shl, (int)VectorOpcode.I16x8ShrU, shift);
        Fill(table, (int)VectorOpcode.I32x4Shl, (int)VectorOpcode.I32x4ShrU, shift);
        Fill(table, (int)VectorOpcode.I64x2Shl, (int)VectorOpcode.I64x2ShrU, shift);
        return table;
    }
}
