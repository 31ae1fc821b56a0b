namespace Lode.Wasm.Compilation;

/// <summary>Reads over validated instructions.</summary>
static unsafe class LoopScan
{
    /// <summary>Whether an instruction of one byte becomes a call, or may: of a function or of the engine.</summary>
    public static bool IsCall(Opcode opcode) => opcode is Opcode.Call or Opcode.CallIndirect or Opcode.TableGet or Opcode.TableSet or Opcode.MemoryGrow;

    /// <summary>The offset behind an instruction.</summary>
    /// <param name="code">The binary.</param>
    /// <param name="at">The offset behind the opcode.</param>
    /// <param name="opcode">The opcode.</param>
    /// <param name="calls">Becomes true where the instruction is a call of the engine.</param>
    public static int Skip(byte* code, int at, Opcode opcode, ref bool calls)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Br or Opcode.BrIf or Opcode.GlobalGet or Opcode.GlobalSet
                or Opcode.I32Const or Opcode.I64Const or Opcode.RefFunc or Opcode.Call or Opcode.ReturnCall or Opcode.TableGet or Opcode.TableSet
                or Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee:
                return SkipInteger(code, at);
            case >= Opcode.I32Load and <= Opcode.I64Store32 or Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                return SkipInteger(code, SkipInteger(code, at));
            case Opcode.F32Const:
                return at + 4;
            case Opcode.F64Const:
                return at + 8;
            case Opcode.MemorySize or Opcode.MemoryGrow or Opcode.RefNull:
                return at + 1;
            case Opcode.SelectT:
                return at + 2;
            case Opcode.BrTable:
                for (uint labels = Read(code, ref at) + 1; labels > 0; labels--)
                    at = SkipInteger(code, at);
                return at;
            case Opcode.MiscPrefix:
                // Saturating conversions have no immediates; nearly all others are calls.
                calls |= Read(code, ref at) > (uint)MiscOpcode.I64TruncSatF64U;
                return at;
            case Opcode.VectorPrefix:
                return SkipVector(code, at);
            default:
                return at;
        }
    }

    static int SkipVector(byte* code, int at)
    {
        VectorOpcode opcode = (VectorOpcode)Read(code, ref at);
        return opcode switch
        {
            VectorOpcode.V128Const or VectorOpcode.I8x16Shuffle => at + 16,
            >= VectorOpcode.I8x16ExtractLaneS and <= VectorOpcode.F64x2ReplaceLane => at + 1,
            <= VectorOpcode.V128Store or VectorOpcode.V128Load32Zero or VectorOpcode.V128Load64Zero => SkipInteger(code, SkipInteger(code, at)),
            >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane => SkipInteger(code, SkipInteger(code, at)) + 1,
            _ => at,
        };
    }

    static int SkipInteger(byte* code, int at)
    {
        while (code[at++] >= 0x80)
        {
        }
        return at;
    }

    /// <summary>Reads an unsigned integer.</summary>
    public static uint Read(byte* code, ref int at)
    {
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            uint b = code[at++];
            value |= (b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }
    }
}
