using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Instructions on vectors: operands and results; the recipes are <see cref="VectorEmitter"/>'s.</summary>
sealed unsafe partial class FunctionCompiler
{
    void Vector(VectorOpcode opcode)
    {
        switch (opcode)
        {
            case <= VectorOpcode.V128Load64Splat or VectorOpcode.V128Load32Zero or VectorOpcode.V128Load64Zero:
                LoadVector(opcode);
                break;
            case VectorOpcode.V128Store:
                StoreVector();
                break;
            case VectorOpcode.V128Const:
                Vector128<byte> value = ReadVector();
                int to = NewResult(ValueKind.V128);
                VectorEmitter.Constant(_a, Xmm(to), value.AsInt64()[0], value.AsInt64()[1]);
                PushResult(to, ValueKind.V128);
                break;
            case VectorOpcode.I8x16Shuffle:
                Vector128<byte> lanes = ReadVector();
                Operand second = Pop(), first = Pop();
                XmmRegister a = UseVector(first), b = UseVector(second);
                to = ResultRegister(first);
                VectorEmitter.Shuffle(_a, Xmm(to), a, b, lanes);
                PushResult(to, ValueKind.V128);
                break;
            case >= VectorOpcode.I8x16ExtractLaneS and <= VectorOpcode.F64x2ReplaceLane:
                AccessLane(opcode);
                break;
            case >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Load64Lane:
                LoadLane(opcode);
                break;
            case >= VectorOpcode.V128Store8Lane and <= VectorOpcode.V128Store64Lane:
                StoreLane(opcode);
                break;
            case VectorOpcode.V128Bitselect:
                SelectBits();
                break;
            default:
                ComputeVector(opcode);
                break;
        }
    }

    /// <summary>Instructions without immediates, by what they take and give.</summary>
    void ComputeVector(VectorOpcode opcode)
    {
        uint signature = Signatures.Vector[(int)opcode];
        ValueKind last = Signatures.Operand(signature, 0), result = Signatures.Result(signature);
        if (result != ValueKind.V128)
            TestVector(opcode);
        else if (Signatures.Operand(signature, 1) == ValueKind.Unknown)
            ComputeFromOne(opcode, last);
        else if (last == ValueKind.Int32)
            ShiftVector(opcode);
        else
            CombineVectors(opcode);
    }

    void SelectBits()
    {
        Operand mask = Pop(), no = Pop(), yes = Pop();
        XmmRegister m = UseVector(mask), n = UseVector(no), y = UseVector(yes);
        int to = ResultRegister(yes);
        VectorEmitter.Bitselect(_a, Xmm(to), y, n, m);
        PushResult(to, ValueKind.V128);
    }

    Vector128<byte> ReadVector()
    {
        Vector128<byte> value = Vector128.Create(new ReadOnlySpan<byte>(_code + _at, 16));
        _at += 16;
        return value;
    }

    void LoadVector(VectorOpcode opcode)
    {
        uint offset = Offset();
        Address from = AddressOf(Pop(), offset, 1 << VectorShapes.AccessBits(opcode));
        int to = NewResult(ValueKind.V128);
        AddSite(SiteKind.Access);
        VectorEmitter.Load(_a, opcode, Xmm(to), from);
        PushResult(to, ValueKind.V128);
    }

    void StoreVector()
    {
        uint offset = Offset();
        Operand value = Pop(), index = Pop();
        XmmRegister register = UseVector(value);
        Address to = AddressOf(index, offset, 16);
        AddSite(SiteKind.Access);
        VectorEmitter.Store(_a, to, register);
    }

    void LoadLane(VectorOpcode opcode)
    {
        uint offset = Offset();
        int lane = _code[_at++];
        Operand vector = Pop(), index = Pop();
        XmmRegister register = UseVector(vector);
        Address from = AddressOf(index, offset, 1 << VectorShapes.AccessBits(opcode));
        int to = ResultRegister(vector);
        AddSite(SiteKind.Access);
        VectorEmitter.LoadLane(_a, opcode, Xmm(to), register, from, lane);
        PushResult(to, ValueKind.V128);
    }

    void StoreLane(VectorOpcode opcode)
    {
        uint offset = Offset();
        int lane = _code[_at++];
        Operand vector = Pop(), index = Pop();
        XmmRegister register = UseVector(vector);
        Address to = AddressOf(index, offset, 1 << VectorShapes.AccessBits(opcode));
        AddSite(SiteKind.Access);
        VectorEmitter.StoreLane(_a, opcode, to, register, lane);
    }

    void AccessLane(VectorOpcode opcode)
    {
        int lane = _code[_at++];
        ValueKind type = VectorShapes.LaneKind(opcode);
        bool vector = CallingConvention.IsVector(type);
        if (!VectorShapes.Replaces(opcode))
        {
            XmmRegister from = UseVector(Pop());
            int to = NewResult(type);
            if (vector)
                VectorEmitter.ExtractLane(_a, opcode, Xmm(to), from, lane);
            else
                VectorEmitter.ExtractLane(_a, opcode, (Register)to, from, lane);
            PushResult(to, type);
            return;
        }
        Operand value = Pop(), into = Pop();
        XmmRegister register = UseVector(into);
        int lanes = Use(value), result = ResultRegister(into);
        if (vector)
            VectorEmitter.ReplaceLane(_a, opcode, Xmm(result), register, Xmm(lanes), lane);
        else
            VectorEmitter.ReplaceLane(_a, opcode, Xmm(result), register, (Register)lanes, lane);
        PushResult(result, ValueKind.V128);
    }

    void TestVector(VectorOpcode opcode)
    {
        XmmRegister from = UseVector(Pop());
        if (opcode is VectorOpcode.I8x16Bitmask or VectorOpcode.I16x8Bitmask or VectorOpcode.I32x4Bitmask or VectorOpcode.I64x2Bitmask)
        {
            int to = NewResult(ValueKind.Int32);
            VectorEmitter.Test(_a, opcode, (Register)to, from);
            PushResult(to, ValueKind.Int32);
            return;
        }
        FinishTest(new(VectorEmitter.TestFlags(_a, opcode, from)));
    }

    void ComputeFromOne(VectorOpcode opcode, ValueKind from)
    {
        Operand operand = Pop();
        int register = Use(operand);
        int to = operand.IsVector ? ResultRegister(operand) : NewResult(ValueKind.V128);
        if (from == ValueKind.V128)
            VectorEmitter.Unary(_a, opcode, Xmm(to), Xmm(register));
        else if (operand.IsVector)
            VectorEmitter.Splat(_a, opcode, Xmm(to), Xmm(register));
        else
            VectorEmitter.Splat(_a, opcode, Xmm(to), (Register)register);
        PushResult(to, ValueKind.V128);
    }

    void ShiftVector(VectorOpcode opcode)
    {
        Operand count = Pop(), vector = Pop();
        XmmRegister from = UseVector(vector);
        int to = ResultRegister(vector);
        if (count.Kind == OperandKind.Constant)
            VectorEmitter.Shift(_a, opcode, Xmm(to), from, (int)count.Value);
        else
            VectorEmitter.Shift(_a, opcode, Xmm(to), from, InRegister(count));
        PushResult(to, ValueKind.V128);
    }

    void CombineVectors(VectorOpcode opcode)
    {
        Operand second = Pop(), first = Pop();
        XmmRegister a = UseVector(first);
        if (IsInMemory(second) && VectorEmitter.TakesMemory(opcode))
        {
            int result = ResultRegister(first);
            VectorEmitter.Binary(_a, opcode, Xmm(result), a, MemoryOf(second));
            PushResult(result, ValueKind.V128);
            return;
        }
        XmmRegister b = UseVector(second);
        int to = Own(first) < 0 && second.Kind == OperandKind.Register ? ResultRegister(second) : ResultRegister(first);
        VectorEmitter.Binary(_a, opcode, Xmm(to), a, b);
        PushResult(to, ValueKind.V128);
    }
}
