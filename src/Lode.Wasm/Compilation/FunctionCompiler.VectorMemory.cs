using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Vectors in memory, and vectors that are known.</summary>
sealed unsafe partial class FunctionCompiler
{
    /// <summary>The known vectors of this function. An operand has its number; 0 is the one of zeros only.</summary>
    readonly List<Vector128<byte>> _vectorConstants = [];

    void BeginVectors()
    {
        _vectorConstants.Clear();
        _vectorConstants.Add(default);
    }

    void PushVectorConstant(Vector128<byte> value)
    {
        int number = 0;
        if (value != default)
        {
            number = _vectorConstants.Count;
            _vectorConstants.Add(value);
        }
        PushConstant(ValueKind.V128, number);
    }

    Vector128<byte> VectorConstant(in Operand operand) => _vectorConstants[(int)operand.Value];

    static bool IsZero(in Operand operand) => operand.Kind == OperandKind.Constant && operand.Value == 0;

    void MoveVectorConstant(XmmRegister to, long number)
    {
        Vector128<long> value = _vectorConstants[(int)number].AsInt64();
        VectorEmitter.Constant(_a, to, value[0], value[1]);
    }

    /// <summary>Whether a vector is better used in memory than in a register: it lies there, or is a constant that no short instruction makes.</summary>
    bool IsMemoryOperand(in Operand operand) => operand.Kind == OperandKind.Constant
        ? operand.Value != 0 && VectorConstant(operand) != Vector128<byte>.AllBitsSet
        : IsInMemory(operand);

    Address VectorConstantInMemory(long number)
    {
        Vector128<long> value = _vectorConstants[(int)number].AsInt64();
        return _a.Constant128(value[0], value[1]);
    }

    void LoadVector(VectorOpcode opcode)
    {
        uint offset = Offset();
        Address from = AddressOf(Pop(), offset, 1 << VectorShapes.AccessBits(opcode));
        if (opcode == VectorOpcode.V128Load && LoadIntoNext(from))
            return;
        int to = NewResult(ValueKind.V128);
        AddSite(SiteKind.Access);
        VectorEmitter.Load(_a, opcode, Xmm(to), from);
        PushResult(to, ValueKind.V128);
    }

    void StoreVector()
    {
        uint offset = Offset();
        XmmRegister value = UseVector(Pop());
        Address to = AddressOf(Pop(), offset, 16);
        AddSite(SiteKind.Access);
        VectorEmitter.Store(_a, to, value);
    }

    void AccessLane(VectorOpcode opcode)
    {
        uint offset = Offset();
        int lane = _code[_at++];
        Operand vector = Pop();
        XmmRegister register = UseVector(vector);
        Address address = AddressOf(Pop(), offset, 1 << VectorShapes.AccessBits(opcode));
        if (opcode >= VectorOpcode.V128Store8Lane)
        {
            AddSite(SiteKind.Access);
            VectorEmitter.StoreLane(_a, opcode, address, register, lane);
            return;
        }
        int to = ResultRegister(vector);
        AddSite(SiteKind.Access);
        VectorEmitter.LoadLane(_a, opcode, Xmm(to), register, address, lane);
        PushResult(to, ValueKind.V128);
    }
}
