using System.Runtime.CompilerServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>The loop over the instructions, and their immediates. The bytes are validated: nothing is checked again.</summary>
sealed unsafe partial class FunctionCompiler
{
    void Run()
    {
        while (_controlCount > 0)
        {
            _a.Reserve(InstructionRoom);
            _locked = 0;
            _start = _at;
            Opcode opcode = (Opcode)_code[_at++];
            _instructions++;
            switch (opcode)
            {
                case Opcode.LocalGet:
                    PushLocal((int)U32());
                    break;
                case Opcode.LocalSet:
                    SetLocal((int)U32(), keep: false);
                    break;
                case Opcode.LocalTee:
                    SetLocal((int)U32(), keep: true);
                    break;
                case Opcode.I32Const:
                    PushConstant(ValueKind.Int32, (int)Signed());
                    break;
                case Opcode.I64Const:
                    PushConstant(ValueKind.Int64, Signed());
                    break;
                case Opcode.F32Const:
                    PushConstant(ValueKind.Float32, Unsafe.ReadUnaligned<int>(_code + _at));
                    _at += 4;
                    break;
                case Opcode.F64Const:
                    PushConstant(ValueKind.Float64, Unsafe.ReadUnaligned<long>(_code + _at));
                    _at += 8;
                    break;
                case >= Opcode.I32Load and <= Opcode.I64Load32U:
                    Load(opcode);
                    break;
                case >= Opcode.I32Store and <= Opcode.I64Store32:
                    Store(opcode);
                    break;
                case >= Opcode.I32Eqz and <= Opcode.I64GeU:
                    CompareIntegers(opcode);
                    break;
                case >= Opcode.F32Eq and <= Opcode.F64Ge:
                    CompareFloats(opcode);
                    break;
                case >= Opcode.I32Clz and <= Opcode.I32Rotr:
                    ComputeInteger(opcode, wide: false);
                    break;
                case >= Opcode.I64Clz and <= Opcode.I64Rotr:
                    ComputeInteger(opcode - (Opcode.I64Clz - Opcode.I32Clz), wide: true);
                    break;
                case >= Opcode.F32Abs and <= Opcode.F32Copysign:
                    ComputeFloat(opcode, ValueKind.Float32);
                    break;
                case >= Opcode.F64Abs and <= Opcode.F64Copysign:
                    ComputeFloat(opcode - (Opcode.F64Abs - Opcode.F32Abs), ValueKind.Float64);
                    break;
                case >= Opcode.I32WrapI64 and <= Opcode.I64Extend32S:
                    Convert(opcode);
                    break;
                case Opcode.MiscPrefix:
                    Misc((MiscOpcode)U32());
                    break;
                case Opcode.VectorPrefix:
                    Vector((VectorOpcode)U32());
                    break;
                default:
                    Other(opcode);
                    break;
            }
        }
    }

    void Other(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Unreachable:
                CallTrap(TrapKind.Unreachable);
                GoDead();
                break;
            case Opcode.Nop:
                break;
            case Opcode.Block or Opcode.Loop:
                Signed();
                OpenBlock();
                break;
            case Opcode.If:
                OpenIf();
                break;
            case Opcode.Else:
                Else();
                break;
            case Opcode.End:
                End();
                break;
            case Opcode.Br:
                Branch((int)U32());
                break;
            case Opcode.BrIf:
                BranchIf();
                break;
            case Opcode.BrTable:
                BranchTable();
                break;
            case Opcode.Return:
                Branch(_controlCount - 1);
                break;
            case Opcode.Call:
                Call((int)U32());
                break;
            case Opcode.CallIndirect:
                CallIndirect();
                break;
            case Opcode.ReturnCall:
                TailCall((int)U32());
                break;
            case Opcode.ReturnCallIndirect:
                TailCallIndirect();
                break;
            case Opcode.Drop:
                Pop();
                break;
            case Opcode.Select:
                Select();
                break;
            case Opcode.SelectT:
                _at += 2;
                Select();
                break;
            case Opcode.GlobalGet:
                GetGlobal((int)U32());
                break;
            case Opcode.GlobalSet:
                SetGlobal((int)U32());
                break;
            case Opcode.TableGet:
                GetElement((int)U32());
                break;
            case Opcode.TableSet:
                SetElement((int)U32());
                break;
            case Opcode.MemorySize:
                _at++;
                SizeMemory();
                break;
            case Opcode.MemoryGrow:
                _at++;
                CallBuiltin(Runtime.Builtin.MemoryGrow, 1, ValueKind.Int32);
                break;
            case Opcode.RefNull:
                PushConstant((ValueKind)_code[_at++], 0);
                break;
            case Opcode.RefIsNull:
                Operand reference = Pop();
                TestOperand(reference);
                FinishTest(new(Condition.Equal));
                break;
            case Opcode.RefFunc:
                ReferToFunction((int)U32());
                break;
            default:
                throw new InvalidOperationException($"the compiler does not know {InstructionNames.Of(opcode)}");
        }
    }

    /// <summary>The opcode of the next instruction.</summary>
    Opcode Next => (Opcode)_code[_at];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint U32()
    {
        byte b = _code[_at];
        if (b < 0x80)
        {
            _at++;
            return b;
        }
        return LongU32();
    }

    uint LongU32()
    {
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            uint b = _code[_at++];
            value |= (b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    long Signed()
    {
        byte b = _code[_at];
        if (b < 0x80)
        {
            _at++;
            return (sbyte)(b << 1) >> 1;
        }
        return LongSigned();
    }

    long LongSigned()
    {
        long value = 0;
        for (int shift = 0; ;)
        {
            long b = _code[_at++];
            value |= (b & 0x7f) << shift;
            shift += 7;
            if (b < 0x80)
                return shift < 64 ? value << 64 - shift >> 64 - shift : value;
        }
    }
}
