namespace Lode.Wasm;

/// <summary>The instructions behind the prefix 0xfc, and those on tables and references.</summary>
sealed partial class FunctionValidator
{
    const ValueKind I32 = ValueKind.Int32;

    int Misc(ReadOnlySpan<byte> code, int at)
    {
        BinaryCursor cursor = new(code, at, _faults);
        uint number = cursor.U32();
        MiscOpcode opcode = (MiscOpcode)number;
        if (number > (uint)MiscOpcode.TableFill)
            throw _faults.Unknown(_at, Proposals.OfMisc(number), "illegal opcode", $"0xfc 0x{number:x2}");
        if (opcode <= MiscOpcode.I64TruncSatF64U)
        {
            uint signature = Signatures.Saturating(opcode);
            Pop(Signatures.Operand(signature, 0));
            Push(Signatures.Result(signature));
            return cursor.Position;
        }
        _traits |= FunctionTraits.EngineCalls;
        switch (opcode)
        {
            case MiscOpcode.MemoryInit:
                DataIndex(ref cursor);
                ZeroByte(ref cursor);
                RequireMemory(FunctionTraits.BulkMemory);
                PopThree(I32);
                break;
            case MiscOpcode.DataDrop:
                DataIndex(ref cursor);
                break;
            case MiscOpcode.MemoryCopy:
                ZeroByte(ref cursor);
                ZeroByte(ref cursor);
                RequireMemory(FunctionTraits.BulkMemory);
                PopThree(I32);
                break;
            case MiscOpcode.MemoryFill:
                ZeroByte(ref cursor);
                RequireMemory(FunctionTraits.BulkMemory);
                PopThree(I32);
                break;
            default:
                _traits |= FunctionTraits.Tables;
                TableRange(ref cursor, opcode);
                break;
        }
        return cursor.Position;
    }

    void TableRange(ref BinaryCursor cursor, MiscOpcode opcode)
    {
        switch (opcode)
        {
            case MiscOpcode.TableInit:
                // The binary names the segment first, the specification checks the table first.
                int at = cursor.Position;
                uint index = cursor.U32();
                ValueKind table = Table(ref cursor);
                SameElements(ElementIndex(index, at), table);
                PopThree(I32);
                break;
            case MiscOpcode.ElemDrop:
                at = cursor.Position;
                ElementIndex(cursor.U32(), at);
                break;
            case MiscOpcode.TableCopy:
                ValueKind to = Table(ref cursor);
                SameElements(Table(ref cursor), to);
                PopThree(I32);
                break;
            case MiscOpcode.TableGrow:
                ValueKind grown = Table(ref cursor);
                Pop(I32);
                Pop(grown);
                Push(I32);
                break;
            case MiscOpcode.TableSize:
                Table(ref cursor);
                Push(I32);
                break;
            case MiscOpcode.TableFill:
                ValueKind filled = Table(ref cursor);
                Pop(I32);
                Pop(filled);
                Pop(I32);
                break;
        }
    }

    void PopThree(ValueKind kind)
    {
        Pop(kind);
        Pop(kind);
        Pop(kind);
    }

    void SameElements(ValueKind from, ValueKind to)
    {
        if (from != to)
            throw _faults.Invalid(_at, "type mismatch", $"{Name()} moves {from.Name()} to a table of {to.Name()}");
    }

    void DataIndex(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        uint index = cursor.U32();
        if (_module.DataCount < 0)
            throw _faults.Malformed(at, "data count section required", $"{Name()} in a module without one");
        if (index >= (uint)_module.DataCount)
            throw _faults.Invalid(at, "unknown data segment", $"index {index} of {_module.DataCount}");
    }

    ValueKind ElementIndex(uint index, int at)
    {
        if (index >= (uint)_module.ElementList.Length)
            throw _faults.Invalid(at, "unknown elem segment", $"index {index} of {_module.ElementList.Length}");
        return _module.ElementList[index].Element;
    }

    ValueKind Table(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        uint index = cursor.U32();
        if (index >= (uint)_module.TableList.Length)
            throw _faults.Invalid(at, "unknown table", $"index {index} of {_module.TableList.Length}");
        return _module.TableList[index].Element;
    }

    void ZeroByte(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        byte value = cursor.Byte();
        if (value == 0)
            return;
        throw _faults.Malformed(at, "zero byte expected", $"0x{value:x2}: other memories than the first need the {Proposals.MultiMemory} proposal");
    }

    void RequireMemory(FunctionTraits traits)
    {
        _traits |= traits | FunctionTraits.Memory;
        if (_memories == 0)
            throw _faults.Invalid(_at, "unknown memory", $"{Name()} in a module without memory");
    }

    int TableAccess(ReadOnlySpan<byte> code, int at, bool set)
    {
        _traits |= FunctionTraits.Tables | FunctionTraits.EngineCalls;
        BinaryCursor cursor = new(code, at, _faults);
        ValueKind element = Table(ref cursor);
        if (set)
            Pop(element);
        Pop(I32);
        if (!set)
            Push(element);
        return cursor.Position;
    }

    int NullReference(ReadOnlySpan<byte> code, int at)
    {
        BinaryCursor cursor = new(code, at, _faults);
        Push(cursor.ReferenceKind());
        return cursor.Position;
    }

    void IsNull()
    {
        ValueKind kind = PopAny();
        if (kind != ValueKind.Unknown && !kind.IsReference())
            throw _faults.Invalid(_at, "type mismatch", $"ref.is_null expects a reference, found {kind.Name()}");
        Push(I32);
    }

    void FunctionReference(uint function, int at)
    {
        if (function >= (uint)_module.FunctionCount)
            throw _faults.Invalid(at, "unknown function", $"index {function} of {_module.FunctionCount}");
        if (!_module.IsReferable((int)function))
            throw _faults.Invalid(at, "undeclared function reference", $"function {function} is neither exported nor named by a segment");
        _traits |= FunctionTraits.EngineCalls;
        Push(ValueKind.FuncRef);
    }

    void Select()
    {
        Pop(I32);
        ValueKind first = PopAny(), second = PopAny();
        if (first.IsReference() || second.IsReference())
            throw _faults.Invalid(_at, "type mismatch", "select on references has to name their type");
        if (first != second && first != ValueKind.Unknown && second != ValueKind.Unknown)
            throw Mismatch([second, second], [second, first]);
        Push(first == ValueKind.Unknown ? second : first);
    }

    int TypedSelect(ReadOnlySpan<byte> code, int at)
    {
        BinaryCursor cursor = new(code, at, _faults);
        uint count = cursor.U32();
        if (count != 1)
            throw _faults.Invalid(at, "invalid result arity", $"select gives one value, not {count}");
        ValueKind kind = cursor.Kind();
        Pop(I32);
        Pop(kind);
        Pop(kind);
        Push(kind);
        return cursor.Position;
    }
}
