using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Instructions on vectors: what they take from the stack and put there. <see cref="VectorEmitter"/> has their code.</summary>
sealed unsafe partial class FunctionCompiler
{
    void Vector(VectorOpcode opcode)
    {
        uint signature = Signatures.Vector[(int)opcode];
        if (signature == 0)
            VectorWithImmediate(opcode);
        else if (Signatures.Operand(signature, 2) != ValueKind.Unknown)
            Bitselect();
        else if (Signatures.Operand(signature, 1) != ValueKind.Unknown)
            ComputeTwoVectors(opcode, isShift: Signatures.Operand(signature, 0) == ValueKind.Int32);
        else if (Signatures.Result(signature) == ValueKind.Int32)
            TestVector(opcode);
        else if (Signatures.Operand(signature, 0) == ValueKind.V128)
            ComputeVector(opcode);
        else
            Splat(opcode);
    }

    void VectorWithImmediate(VectorOpcode opcode)
    {
        switch (opcode)
        {
            case VectorOpcode.V128Const:
                PushVectorConstant(ReadVector());
                break;
            case VectorOpcode.I8x16Shuffle:
                Shuffle(ReadVector());
                break;
            case >= VectorOpcode.I8x16ExtractLaneS and <= VectorOpcode.F64x2ReplaceLane:
                int lane = _code[_at++];
                if (VectorShapes.Replaces(opcode))
                    ReplaceLane(opcode, lane);
                else
                    ExtractLane(opcode, lane);
                break;
            case VectorOpcode.V128Store:
                StoreVector();
                break;
            case >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane:
                AccessLane(opcode);
                break;
            default:
                LoadVector(opcode);
                break;
        }
    }

    Vector128<byte> ReadVector()
    {
        Vector128<byte> value = Unsafe.ReadUnaligned<Vector128<byte>>(_code + _at);
        _at += 16;
        return value;
    }

    void ComputeVector(VectorOpcode opcode)
    {
        Operand operand = Pop();
        XmmRegister from = UseVector(operand);
        int to = ResultRegister(operand);
        VectorEmitter.Unary(_a, opcode, Xmm(to), from);
        PushResult(to, ValueKind.V128);
    }

    void ComputeTwoVectors(VectorOpcode opcode, bool isShift)
    {
        Operand second = Pop(), first = Pop();
        if (isShift)
        {
            ShiftVector(opcode, first, second);
            return;
        }
        if (opcode == VectorOpcode.I8x16Swizzle && second.Kind == OperandKind.Constant)
        {
            // From 16 upwards lanes are zero, as are those of a second operand that is.
            Vector128<byte> lanes = Vector128.Min(VectorConstant(second), Vector128.Create((byte)16));
            ShuffleWithZero(first, lanes);
            return;
        }
        if (VectorCodes.IsCommutative(opcode) && !IsMemoryOperand(second) && IsMemoryOperand(first))
            (first, second) = (second, first);
        XmmRegister a = UseVector(first);
        if (IsMemoryOperand(second) && VectorEmitter.TakesMemory(opcode))
        {
            int result = ResultRegister(first);
            VectorEmitter.Binary(_a, opcode, Xmm(result), a, MemoryOf(second));
            PushResult(result, ValueKind.V128);
            return;
        }
        XmmRegister b = UseVector(second);
        int to = Own(first) < 0 ? ResultRegister(second) : ResultRegister(first);
        VectorEmitter.Binary(_a, opcode, Xmm(to), a, b);
        PushResult(to, ValueKind.V128);
    }

    void ShiftVector(VectorOpcode opcode, in Operand vector, in Operand count)
    {
        if (count.Kind == OperandKind.Constant && RotateVector(opcode, vector, (int)count.Value))
            return;
        XmmRegister from = UseVector(vector);
        if (count.Kind == OperandKind.Constant)
        {
            int to = ResultRegister(vector);
            VectorEmitter.Shift(_a, opcode, Xmm(to), from, (int)count.Value);
            PushResult(to, ValueKind.V128);
        }
        else
        {
            Register register = UseGeneral(count);
            int to = ResultRegister(vector);
            VectorEmitter.Shift(_a, opcode, Xmm(to), from, register);
            PushResult(to, ValueKind.V128);
        }
    }

    void Bitselect()
    {
        Operand mask = Pop(), no = Pop(), yes = Pop();
        XmmRegister ofOnes = UseVector(yes), ofZeros = UseVector(no), bits = UseVector(mask);
        int to = ResultRegister(yes);
        VectorEmitter.Bitselect(_a, Xmm(to), ofOnes, ofZeros, bits);
        PushResult(to, ValueKind.V128);
    }

    void TestVector(VectorOpcode opcode)
    {
        XmmRegister from = UseVector(Pop());
        if (opcode is VectorOpcode.I8x16Bitmask or VectorOpcode.I16x8Bitmask or VectorOpcode.I32x4Bitmask or VectorOpcode.I64x2Bitmask)
        {
            int to = NewResult(ValueKind.Int32);
            VectorEmitter.Bitmask(_a, opcode, (Register)to, from);
            PushResult(to, ValueKind.Int32);
            return;
        }
        FinishTest(new(VectorEmitter.TestFlags(_a, opcode, from)));
    }

    void Splat(VectorOpcode opcode)
    {
        Operand operand = Pop();
        if (operand.Kind == OperandKind.Constant)
        {
            PushVectorConstant(opcode switch
            {
                VectorOpcode.I8x16Splat => Vector128.Create((byte)operand.Value),
                VectorOpcode.I16x8Splat => Vector128.Create((short)operand.Value).AsByte(),
                VectorOpcode.I32x4Splat or VectorOpcode.F32x4Splat => Vector128.Create((int)operand.Value).AsByte(),
                _ => Vector128.Create(operand.Value).AsByte(),
            });
            return;
        }
        if (operand.IsVector)
        {
            XmmRegister from = UseVector(operand);
            int to = ResultRegister(operand);
            VectorEmitter.Splat(_a, opcode, Xmm(to), from);
            PushResult(to, ValueKind.V128);
        }
        else
        {
            Register from = UseGeneral(operand);
            int to = NewResult(ValueKind.V128);
            VectorEmitter.Splat(_a, opcode, Xmm(to), from);
            PushResult(to, ValueKind.V128);
        }
    }

    void ExtractLane(VectorOpcode opcode, int lane)
    {
        ValueKind type = VectorShapes.LaneKind(opcode);
        Operand operand = Pop();
        XmmRegister from = UseVector(operand);
        int to = CallingConvention.IsVector(type) ? ResultRegister(operand) : NewResult(type);
        if (CallingConvention.IsVector(type))
            VectorEmitter.ExtractLane(_a, opcode, Xmm(to), from, lane);
        else
            VectorEmitter.ExtractLane(_a, opcode, (Register)to, from, lane);
        PushResult(to, type);
    }

    void ReplaceLane(VectorOpcode opcode, int lane)
    {
        Operand value = Pop(), vector = Pop();
        XmmRegister from = UseVector(vector);
        int source = Use(value), to = ResultRegister(vector);
        if (value.IsVector)
            VectorEmitter.ReplaceLane(_a, opcode, Xmm(to), from, Xmm(source), lane);
        else
            VectorEmitter.ReplaceLane(_a, opcode, Xmm(to), from, (Register)source, lane);
        PushResult(to, ValueKind.V128);
    }

    void Shuffle(Vector128<byte> lanes)
    {
        Operand second = Pop(), first = Pop();
        if (IsZero(second))
        {
            ShuffleWithZero(first, lanes);
            return;
        }
        if (IsZero(first))
        {
            ShuffleWithZero(second, lanes ^ Vector128.Create((byte)16));
            return;
        }
        XmmRegister a = UseVector(first), b = UseVector(second);
        if (a == b)
            lanes = WithNextShuffle(lanes & Vector128.Create((byte)15));
        int to = Own(first) < 0 ? ResultRegister(second) : ResultRegister(first);
        VectorEmitter.Shuffle(_a, Xmm(to), a, b, lanes);
        PushResult(to, ValueKind.V128);
    }

    void ShuffleWithZero(in Operand vector, Vector128<byte> lanes)
    {
        XmmRegister from = UseVector(vector);
        int to = ResultRegister(vector);
        VectorEmitter.ShuffleWithZero(_a, Xmm(to), from, lanes);
        PushResult(to, ValueKind.V128);
    }
}
