using System.Runtime.CompilerServices;

namespace Lode.Wasm;

/// <summary>The loop over the instructions.</summary>
/// <remarks>
/// The position is a local that is never passed by reference, so that it stays in a register; integers of one byte, nearly all of them,
/// are read in place.
/// </remarks>
sealed partial class FunctionValidator
{
    void ReadInstructions(ReadOnlySpan<byte> code, int position)
    {
        ReadOnlySpan<uint> signatures = Signatures.Scalar;
        int at = position, instructions = 0;
        while (true)
        {
            if ((uint)at >= (uint)code.Length)
                throw _faults.Malformed(at, "END opcode expected", "the body ends within a block");
            int start = at;
            _at = start;
            byte b = code[at++];
            Opcode opcode = (Opcode)b;
            instructions++;
            uint signature = signatures[b];
            if (signature != 0)
            {
                Compute(signature);
                continue;
            }
            uint number;
            int length;
            switch (opcode)
            {
                case Opcode.Unreachable:
                    SetUnreachable();
                    break;
                case Opcode.Nop:
                    break;
                case Opcode.Block:
                    at += BlockType(code, at, out int type);
                    Open(BlockKind.Block, type, at);
                    break;
                case Opcode.Loop:
                    at += BlockType(code, at, out type);
                    Open(BlockKind.Loop, type, at);
                    break;
                case Opcode.If:
                    at += BlockType(code, at, out type);
                    Pop(ValueKind.Int32);
                    Open(BlockKind.If, type, at);
                    break;
                case Opcode.Else:
                    Else();
                    break;
                case Opcode.End:
                    if (!Close())
                        break;
                    if (at != code.Length)
                        throw _faults.Malformed(at, "section size mismatch", $"{code.Length - at} bytes behind the end of the body");
                    _instructions = instructions;
                    return;
                case Opcode.Br:
                    number = U32(code, at, out length);
                    at += length;
                    Branch(number, start + 1);
                    break;
                case Opcode.BrIf:
                    number = U32(code, at, out length);
                    at += length;
                    BranchIf(number, start + 1);
                    break;
                case Opcode.BrTable:
                    at = BranchTable(code, at);
                    break;
                case Opcode.Return:
                    Return();
                    break;
                case Opcode.Call or Opcode.ReturnCall:
                    number = U32(code, at, out length);
                    at += length;
                    Call(number, start + 1, opcode == Opcode.ReturnCall);
                    break;
                case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                    uint typeIndex = U32(code, at, out length);
                    at += length;
                    number = U32(code, at, out length);
                    at += length;
                    CallIndirect(typeIndex, number, start + 1, opcode == Opcode.ReturnCallIndirect);
                    break;
                case Opcode.Drop:
                    PopAny();
                    break;
                case Opcode.Select:
                    Select();
                    break;
                case Opcode.SelectT:
                    at = TypedSelect(code, at);
                    break;
                case Opcode.LocalGet:
                    number = U32(code, at, out length);
                    at += length;
                    Push(Local(number));
                    break;
                case Opcode.LocalSet:
                    number = U32(code, at, out length);
                    at += length;
                    Pop(Local(number));
                    break;
                case Opcode.LocalTee:
                    number = U32(code, at, out length);
                    at += length;
                    ValueKind local = Local(number);
                    Pop(local);
                    Push(local);
                    break;
                case Opcode.GlobalGet:
                    number = U32(code, at, out length);
                    at += length;
                    Push(Global(number).Content);
                    break;
                case Opcode.GlobalSet:
                    number = U32(code, at, out length);
                    at += length;
                    SetGlobal(number);
                    break;
                case Opcode.TableGet or Opcode.TableSet:
                    at = TableAccess(code, at, opcode == Opcode.TableSet);
                    break;
                case >= Opcode.I32Load and <= Opcode.I64Load32U:
                    at = Address(code, at, opcode);
                    Pop(ValueKind.Int32);
                    Push(MemoryShapes.Kind(opcode));
                    break;
                case >= Opcode.I32Store and <= Opcode.I64Store32:
                    at = Address(code, at, opcode);
                    Pop(MemoryShapes.Kind(opcode));
                    Pop(ValueKind.Int32);
                    break;
                case Opcode.MemorySize or Opcode.MemoryGrow:
                    MemorySize(code, at++, opcode == Opcode.MemoryGrow);
                    break;
                case Opcode.I32Const:
                    if ((uint)at < (uint)code.Length && code[at] < 0x80)
                        at++;
                    else
                        at += Checked(code, at, 32);
                    Push(ValueKind.Int32);
                    break;
                case Opcode.I64Const:
                    if ((uint)at < (uint)code.Length && code[at] < 0x80)
                        at++;
                    else
                        at += Checked(code, at, 64);
                    Push(ValueKind.Int64);
                    break;
                case Opcode.F32Const:
                    at = Skip(code, at, 4);
                    Push(ValueKind.Float32);
                    break;
                case Opcode.F64Const:
                    at = Skip(code, at, 8);
                    Push(ValueKind.Float64);
                    break;
                case Opcode.RefNull:
                    at = NullReference(code, at);
                    break;
                case Opcode.RefIsNull:
                    IsNull();
                    break;
                case Opcode.RefFunc:
                    number = U32(code, at, out length);
                    at += length;
                    FunctionReference(number, start + 1);
                    break;
                case Opcode.MiscPrefix:
                    at = Misc(code, at);
                    break;
                case Opcode.VectorPrefix:
                    at = Vector(code, at);
                    break;
                default:
                    throw _faults.Unknown(start, Proposals.OfOpcode(b), "illegal opcode", $"0x{b:x2}");
            }
        }
    }

    /// <summary>Takes one or two operands and gives a result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Compute(uint signature)
    {
        ValueKind first = (ValueKind)(byte)signature, second = (ValueKind)(byte)(signature >> 8), result = (ValueKind)(signature >> 24);
        int count = _count, taken = second == ValueKind.Unknown ? 1 : 2;
        ValueKind[] stack = _stack;
        // As many operands stay as the result needs room: no bound can be passed.
        if (count - taken >= _base && stack[count - 1] == first && (taken == 1 || stack[count - 2] == second))
        {
            count -= taken;
            stack[count] = result;
            _count = count + 1;
            return;
        }
        Apply(signature);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint U32(ReadOnlySpan<byte> code, int at, out int length)
    {
        if ((uint)at < (uint)code.Length && code[at] < 0x80)
        {
            length = 1;
            return code[at];
        }
        return LongU32(code, at, out length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    uint LongU32(ReadOnlySpan<byte> code, int at, out int length)
    {
        uint value = Leb128.U32(code, at, out length);
        if (length < 0)
            throw _faults.Integer(at, length);
        return value;
    }

    /// <summary>The length of a signed integer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Checked(ReadOnlySpan<byte> code, int at, int bits)
    {
        int length;
        if (bits == 32)
            Leb128.S32(code, at, out length);
        else
            Leb128.S64(code, at, out length);
        if (length < 0)
            throw _faults.Integer(at, length);
        return length;
    }

    int Skip(ReadOnlySpan<byte> code, int at, int bytes)
    {
        if (code.Length - at < bytes)
            throw _faults.Malformed(at, "unexpected end of section or function");
        return at + bytes;
    }

    /// <summary>Reads the type of a block. Gives its length.</summary>
    int BlockType(ReadOnlySpan<byte> code, int at, out int type)
    {
        long value = Leb128.S33(code, at, out int length);
        if (length < 0)
            throw _faults.Integer(at, length);
        if (value >= _module.TypeList.Length)
            throw _faults.Invalid(at, "unknown type", $"type {value} of {_module.TypeList.Length}");
        type = (int)value;
        if (value >= 0)
            return length;
        byte code1 = (byte)(value & 0x7f);
        if (length != 1 || code1 != (BlockTypes.Empty & 0x7f) && !ValueKinds.IsKnown(code1))
            throw _faults.Unknown(at, length == 1 ? Proposals.OfValueKind(code1) : null, "malformed block type", $"{value}");
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ValueKind Local(uint index)
    {
        if (index >= (uint)_localCount)
            throw UnknownLocal(index);
        uint uses = _uses[index], more = uses + _weight;
        if (uses == 0)
            _used[_usedCount++] = (int)index;
        _uses[index] = more < uses ? uint.MaxValue : more;
        return _locals[index];
    }

    WasmFormatException UnknownLocal(uint index) =>
        _faults.Invalid(_at + 1, "unknown local", $"local {index} of {_localCount}");

    GlobalType Global(uint index)
    {
        if (index >= (uint)_module.GlobalList.Length)
            throw _faults.Invalid(_at + 1, "unknown global", $"global {index} of {_module.GlobalList.Length}");
        _traits |= FunctionTraits.Globals;
        return _module.GlobalList[index];
    }

    void SetGlobal(uint index)
    {
        GlobalType type = Global(index);
        if (type.Mutability != Mutability.Mutable)
            throw _faults.Invalid(_at, "global is immutable", $"global {index}");
        Pop(type.Content);
    }

    /// <summary>Reads alignment and offset of a scalar load or store. Gives the offset behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int Address(ReadOnlySpan<byte> code, int at, Opcode opcode)
    {
        int bits = MemoryShapes.AccessBits(opcode);
        if (_memories != 0 && (uint)(at + 1) < (uint)code.Length && code[at] <= bits && code[at + 1] < 0x80)
        {
            _traits |= FunctionTraits.Memory;
            return at + 2;
        }
        return LongAddress(code, at, bits);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int LongAddress(ReadOnlySpan<byte> code, int at, int bits)
    {
        BinaryCursor cursor = new(code, at, _faults);
        Address(ref cursor, bits);
        return cursor.Position;
    }

    void MemorySize(ReadOnlySpan<byte> code, int at, bool grow)
    {
        BinaryCursor cursor = new(code, at, _faults);
        ZeroByte(ref cursor);
        RequireMemory(grow ? FunctionTraits.GrowsMemory | FunctionTraits.EngineCalls : FunctionTraits.None);
        if (grow)
            Pop(ValueKind.Int32);
        Push(ValueKind.Int32);
    }
}
