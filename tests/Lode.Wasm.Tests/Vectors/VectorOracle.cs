using System.Runtime.Intrinsics;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>What the interpreter says that vector instructions give.</summary>
sealed class VectorOracle
{
    readonly Stack _stack = new();
    readonly GuestInstance _instance = new(
        Module.FromBytes("memory", new WasmBytes().Section(5, 1, 0, 1).ToArray()), _ => null, new());

    /// <summary>The linear memory, one page.</summary>
    public byte[] Memory => _instance.Memories[0].Bytes;

    /// <summary>The result; nothing of stores.</summary>
    public GuestValue Run(VectorOpcode opcode, params ReadOnlySpan<GuestValue> operands) => Run(opcode, default, operands);

    /// <summary>The result; nothing of stores.</summary>
    public GuestValue Run(VectorOpcode opcode, in GuestInstruction instruction, params ReadOnlySpan<GuestValue> operands)
    {
        _stack.Count = 0;
        foreach (GuestValue operand in operands)
            _stack.Push(operand);
        Interpreter.Vectors.Run(opcode, instruction, _stack, _instance);
        return _stack.Count == 0 ? default : _stack.Pop();
    }

    /// <summary>Whether a vector is what it should be, lane by lane where NaNs are concerned.</summary>
    /// <param name="opcode">The instruction.</param>
    /// <param name="expected">What the interpreter gives.</param>
    /// <param name="actual">What code gives.</param>
    /// <param name="operands">The instruction's operands: where one is a NaN that is not canonical, the result need not be, either.</param>
    public static bool Agree(VectorOpcode opcode, Vector128<byte> expected, Vector128<byte> actual, params ReadOnlySpan<Vector128<byte>> operands)
    {
        if (expected == actual)
            return true;
        switch (FloatBits(opcode))
        {
            case 32:
                bool canonical = true;
                foreach (Vector128<byte> operand in operands)
                    canonical &= opcode == VectorOpcode.F32x4DemoteF64x2Zero ? AreCanonical64(operand) : AreCanonical32(operand);
                for (int i = 0; i < 4; i++)
                {
                    int lane = actual.AsInt32()[i];
                    if (float.IsNaN(expected.AsSingle()[i]) ? !IsNaN32(lane, canonical) : lane != expected.AsInt32()[i])
                        return false;
                }
                return true;
            case 64:
                canonical = true;
                foreach (Vector128<byte> operand in operands)
                    canonical &= opcode == VectorOpcode.F64x2PromoteLowF32x4 ? AreCanonical32(operand) : AreCanonical64(operand);
                for (int i = 0; i < 2; i++)
                {
                    long lane = actual.AsInt64()[i];
                    if (double.IsNaN(expected.AsDouble()[i]) ? !IsNaN64(lane, canonical) : lane != expected.AsInt64()[i])
                        return false;
                }
                return true;
            default:
                return false;
        }
    }

    /// <summary>The width of lanes in which an instruction makes NaNs.</summary>
    static int FloatBits(VectorOpcode opcode) => opcode switch
    {
        >= VectorOpcode.F32x4Sqrt and <= VectorOpcode.F32x4Max => 32,
        >= VectorOpcode.F64x2Sqrt and <= VectorOpcode.F64x2Max => 64,
        >= VectorOpcode.F32x4Ceil and <= VectorOpcode.F32x4Nearest or VectorOpcode.F32x4DemoteF64x2Zero => 32,
        VectorOpcode.F64x2Ceil or VectorOpcode.F64x2Floor or VectorOpcode.F64x2Trunc or VectorOpcode.F64x2Nearest
            or VectorOpcode.F64x2PromoteLowF32x4 => 64,
        _ => 0,
    };

    static bool IsNaN32(int lane, bool canonical) => canonical ? (lane & int.MaxValue) == 0x7fc0_0000 : (lane & 0x7fc0_0000) == 0x7fc0_0000;

    static bool IsNaN64(long lane, bool canonical) =>
        canonical ? (lane & long.MaxValue) == 0x7ff8_0000_0000_0000 : (lane & 0x7ff8_0000_0000_0000) == 0x7ff8_0000_0000_0000;

    static bool AreCanonical32(Vector128<byte> vector)
    {
        for (int i = 0; i < 4; i++)
        {
            if (float.IsNaN(vector.AsSingle()[i]) && !IsNaN32(vector.AsInt32()[i], canonical: true))
                return false;
        }
        return true;
    }

    static bool AreCanonical64(Vector128<byte> vector)
    {
        for (int i = 0; i < 2; i++)
        {
            if (double.IsNaN(vector.AsDouble()[i]) && !IsNaN64(vector.AsInt64()[i], canonical: true))
                return false;
        }
        return true;
    }
}
