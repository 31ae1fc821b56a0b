namespace Lode.Wasm;

/// <summary>The sections that give globals, exports, segments and code.</summary>
sealed partial class ModuleDecoder
{
    void ReadGlobals(ref BinaryCursor cursor)
    {
        int imported = module.ImportedGlobalCount;
        int count = cursor.Count(limits.Globals, nameof(WasmLimits.Globals), imported);
        // Initializers can name imported globals only, so the list grows when all are read.
        GlobalType[] globals = new GlobalType[imported + count];
        module.GlobalList.CopyTo(globals, 0);
        module.InitializerList = new ConstantExpression[count];
        for (int i = 0; i < count; i++)
        {
            GlobalType type = ReadGlobalType(ref cursor);
            globals[imported + i] = type;
            module.InitializerList[i] = ConstantReader.Read(ref cursor, module, type.Content, limits);
        }
        module.GlobalList = globals;
    }

    void ReadExports(ref BinaryCursor cursor)
    {
        int count = cursor.Count(limits.Exports, nameof(WasmLimits.Exports));
        module.ExportList = new Export[count];
        module.ExportIndex = new(count);
        for (int i = 0; i < count; i++)
        {
            int at = cursor.Position;
            string name = cursor.Name(limits.NameBytes);
            int kindAt = cursor.Position;
            ExternKind kind = (ExternKind)cursor.Byte();
            int indexAt = cursor.Position;
            uint index = cursor.U32();
            ExternType type = kind switch
            {
                ExternKind.Function => module.TypeList[module.FunctionTypes[Known(indexAt, index, module.FunctionTypes.Length, "unknown function")]],
                ExternKind.Table => module.TableList[Known(indexAt, index, module.TableList.Length, "unknown table")],
                ExternKind.Memory => module.MemoryList[Known(indexAt, index, module.MemoryList.Length, "unknown memory")],
                ExternKind.Global => module.GlobalList[Known(indexAt, index, module.GlobalList.Length, "unknown global")],
                _ => throw _faults.Unknown(kindAt, (byte)kind == 4 ? Proposals.Exceptions : null, "malformed export kind", $"{(byte)kind}"),
            };
            if (kind == ExternKind.Function)
                module.AllowReference((int)index);
            if (!module.ExportIndex.TryAdd(name, i))
                throw _faults.Invalid(at, "duplicate export name", $"'{name}'");
            module.ExportList[i] = new(name, type, (int)index);
        }
    }

    int Known(int at, uint index, int count, string rule)
    {
        if (index >= (uint)count)
            throw _faults.Invalid(at, rule, $"index {index} of {count}");
        return (int)index;
    }

    void ReadStart(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        int function = Known(at, cursor.U32(), module.FunctionTypes.Length, "unknown function");
        FunctionType type = module.GetFunctionType(function);
        if (type.ParameterKinds.Length + type.ResultKinds.Length != 0)
            throw _faults.Invalid(at, "start function", $"its type must be [] -> [], not {type}");
        module.StartFunction = function;
    }

    void ReadElements(ref BinaryCursor cursor)
    {
        int count = cursor.Count(limits.ElementSegments, nameof(WasmLimits.ElementSegments));
        module.ElementList = new ElementSegment[count];
        for (int i = 0; i < count; i++)
            module.ElementList[i] = ReadElement(ref cursor);
    }

    ElementSegment ReadElement(ref BinaryCursor cursor)
    {
        // Bit 0: not active; bit 1: a table is named, or declarative; bit 2: expressions instead of indices.
        int at = cursor.Position;
        uint flags = cursor.U32();
        if (flags > 7)
            throw _faults.Malformed(at, "malformed elements segment kind", $"{flags}");
        SegmentMode mode = (flags & 1) == 0 ? SegmentMode.Active : (flags & 2) == 0 ? SegmentMode.Passive : SegmentMode.Declarative;
        int table = 0;
        ConstantExpression? offset = null;
        if (mode == SegmentMode.Active)
        {
            int tableAt = cursor.Position;
            table = Known(tableAt, (flags & 2) == 0 ? 0 : cursor.U32(), module.TableList.Length, "unknown table");
            offset = ConstantReader.Read(ref cursor, module, ValueKind.Int32, limits);
        }
        bool expressions = (flags & 4) != 0;
        int kindAt = cursor.Position;
        ValueKind element = (flags & 3) == 0 ? ValueKind.FuncRef : expressions ? cursor.ReferenceKind() : ReadElementKind(ref cursor);
        if (mode == SegmentMode.Active && module.TableList[table].Element != element)
        {
            throw _faults.Invalid(kindAt, "type mismatch",
                $"elements of type {element.Name()} for a table of {module.TableList[table].Element.Name()}");
        }

        int[] items = new int[cursor.Count(int.MaxValue, "")];
        for (int i = 0; i < items.Length; i++)
            items[i] = expressions ? ReadItem(ref cursor, element) : ReadFunctionItem(ref cursor);
        return new(mode, element, table, offset, items);
    }

    ValueKind ReadElementKind(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        byte kind = cursor.Byte();
        if (kind != 0)
            throw _faults.Malformed(at, "malformed element kind", $"0x{kind:x2}");
        return ValueKind.FuncRef;
    }

    int ReadFunctionItem(ref BinaryCursor cursor)
    {
        int function = Known(cursor.Position, cursor.U32(), module.FunctionTypes.Length, "unknown function");
        module.AllowReference(function);
        return function;
    }

    int ReadItem(ref BinaryCursor cursor, ValueKind element)
    {
        ConstantInstruction item = ConstantReader.Read(ref cursor, module, element, limits).Instructions[0];
        return item.Operation switch
        {
            ConstantOperation.FunctionReference => (int)item.Low,
            ConstantOperation.Global => ElementSegment.Global((int)item.Low),
            _ => ElementSegment.Null,
        };
    }

    void ReadCode<TSink>(ref BinaryCursor cursor, ref TSink sink)
        where TSink : IFunctionSink, allows ref struct
    {
        _hasCode = true;
        int at = cursor.Position;
        int count = cursor.Count(limits.Functions, nameof(WasmLimits.Functions));
        if (count != _declaredFunctions)
            throw _faults.Malformed(at, "function and code section have inconsistent lengths", $"{_declaredFunctions} functions, {count} bodies");
        module.Bodies = new FunctionBody[count];
        FunctionValidator validator = new(module, limits);
        for (int i = 0; i < count; i++)
        {
            at = cursor.Position;
            uint size = cursor.U32();
            if (size > (uint)limits.FunctionBytes)
                throw new Faults(module.Name, module.ImportedFunctionCount + i).Limit(at, nameof(WasmLimits.FunctionBytes), size, limits.FunctionBytes);
            module.Bodies[i] = new(cursor.Position, (int)size);
            cursor.Bytes(size, at);
            validator.Validate(module.ImportedFunctionCount + i, ref sink);
        }
    }

    void ReadData(ref BinaryCursor cursor)
    {
        _hasData = true;
        int at = cursor.Position;
        int count = cursor.Count(limits.DataSegments, nameof(WasmLimits.DataSegments));
        if (module.DataCount >= 0 && module.DataCount != count)
            throw _faults.Malformed(at, "data count and data section have inconsistent lengths", $"{module.DataCount} announced, {count} segments");
        module.DataList = new DataSegment[count];
        for (int i = 0; i < count; i++)
        {
            at = cursor.Position;
            uint flags = cursor.U32();
            if (flags > 2)
                throw _faults.Malformed(at, "malformed data segment kind", $"{flags}");
            int memory = 0;
            ConstantExpression? offset = null;
            if (flags != 1)
            {
                int memoryAt = cursor.Position;
                memory = Known(memoryAt, flags == 2 ? cursor.U32() : 0, module.MemoryList.Length, "unknown memory");
                offset = ConstantReader.Read(ref cursor, module, ValueKind.Int32, limits);
            }
            at = cursor.Position;
            uint length = cursor.U32();
            int start = cursor.Position;
            cursor.Bytes(length, at);
            module.DataList[i] = new(flags == 1 ? SegmentMode.Passive : SegmentMode.Active, memory, offset, start, (int)length);
        }
    }
}
