namespace Lode.Wasm;

/// <summary>The sections that declare types, imports, functions, tables and memories.</summary>
sealed partial class ModuleDecoder
{
    const byte FunctionForm = 0x60;

    void ReadTypes(ref BinaryCursor cursor)
    {
        int count = cursor.Count(limits.Types, nameof(WasmLimits.Types));
        module.TypeList = new FunctionType[count];
        module.CanonicalTypes = new int[count];
        Dictionary<FunctionType, int> known = [];
        for (int i = 0; i < count; i++)
        {
            int at = cursor.Position;
            byte form = cursor.Byte();
            if (form >= 0x80)
                throw _faults.Malformed(at, "integer representation too long", "the form of a type is one byte");
            if (form != FunctionForm)
                throw _faults.Unknown(at, Proposals.OfTypeForm(form), "malformed type form", $"0x{form:x2}, not a function type, 0x60");
            ValueKind[] parameters = ReadKinds(ref cursor, limits.Parameters, nameof(WasmLimits.Parameters));
            ValueKind[] results = ReadKinds(ref cursor, limits.Results, nameof(WasmLimits.Results));
            FunctionType type = new(parameters, results);
            if (!known.TryAdd(type, i))
                type = module.TypeList[known[type]];
            module.TypeList[i] = type;
            module.CanonicalTypes[i] = known[type];
        }
    }

    static ValueKind[] ReadKinds(ref BinaryCursor cursor, int limit, string name)
    {
        int count = cursor.Count(limit, name);
        if (count == 0)
            return [];
        ValueKind[] kinds = new ValueKind[count];
        for (int i = 0; i < count; i++)
            kinds[i] = cursor.Kind();
        return kinds;
    }

    void ReadImports(ref BinaryCursor cursor)
    {
        int count = cursor.Count(limits.Imports, nameof(WasmLimits.Imports));
        Import[] imports = new Import[count];
        List<int> functions = [];
        List<TableType> tables = [];
        List<MemoryType> memories = [];
        List<GlobalType> globals = [];
        for (int i = 0; i < count; i++)
        {
            string from = cursor.Name(limits.NameBytes), name = cursor.Name(limits.NameBytes);
            int at = cursor.Position;
            ExternKind kind = (ExternKind)cursor.Byte();
            ExternType type;
            switch (kind)
            {
                case ExternKind.Function:
                    int index = ReadTypeIndex(ref cursor);
                    functions.Add(index);
                    CheckLimit(at, functions.Count, limits.Functions, nameof(WasmLimits.Functions));
                    type = module.TypeList[index];
                    break;
                case ExternKind.Table:
                    tables.Add(ReadTableType(ref cursor));
                    CheckLimit(at, tables.Count, limits.Tables, nameof(WasmLimits.Tables));
                    type = tables[^1];
                    break;
                case ExternKind.Memory:
                    memories.Add(ReadMemoryType(ref cursor));
                    type = memories[^1];
                    break;
                case ExternKind.Global:
                    globals.Add(ReadGlobalType(ref cursor));
                    CheckLimit(at, globals.Count, limits.Globals, nameof(WasmLimits.Globals));
                    type = globals[^1];
                    break;
                default:
                    throw _faults.Unknown(at, (byte)kind == 4 ? Proposals.Exceptions : null, "malformed import kind", $"{(byte)kind}");
            }
            if (memories.Count > 1)
                throw _faults.Unsupported(at, Proposals.MultiMemory, "multiple memories");
            imports[i] = new(from, name, type);
        }
        module.ImportList = imports;
        if (!module.IsWithoutCode)
            module.FunctionTypes = functions.ToArray();
        module.TableList = [.. tables];
        module.MemoryList = [.. memories];
        module.GlobalList = [.. globals];
        module.ImportedFunctionCount = functions.Count;
        module.ImportedTableCount = tables.Count;
        module.ImportedMemoryCount = memories.Count;
        module.ImportedGlobalCount = globals.Count;
    }

    void CheckLimit(int at, int count, int limit, string name)
    {
        if (count > limit)
            throw _faults.Limit(at, name, count, limit);
    }

    int ReadTypeIndex(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        uint index = cursor.U32();
        if (index >= (uint)module.TypeList.Length)
            throw _faults.Invalid(at, "unknown type", $"type {index} of {module.TypeList.Length}");
        return (int)index;
    }

    void ReadFunctions(ref BinaryCursor cursor)
    {
        int imported = module.ImportedFunctionCount;
        int count = cursor.Count(limits.Functions, nameof(WasmLimits.Functions), imported);
        int[] types = new int[imported + count];
        module.FunctionTypes.Span.CopyTo(types);
        for (int i = 0; i < count; i++)
            types[imported + i] = ReadTypeIndex(ref cursor);
        module.FunctionTypes = types;
        _declaredFunctions = count;
    }

    void ReadTables(ref BinaryCursor cursor)
    {
        int imported = module.ImportedTableCount;
        int count = cursor.Count(limits.Tables, nameof(WasmLimits.Tables), imported);
        Array.Resize(ref module.TableList, imported + count);
        for (int i = 0; i < count; i++)
        {
            int at = cursor.Position;
            TableType type = ReadTableType(ref cursor);
            if (type.Minimum > limits.TableElements)
                throw _faults.Limit(at, nameof(WasmLimits.TableElements), type.Minimum, limits.TableElements);
            module.TableList[imported + i] = type;
        }
    }

    void ReadMemories(ref BinaryCursor cursor)
    {
        int at = cursor.Position, imported = module.ImportedMemoryCount;
        int count = cursor.Count(int.MaxValue, "");
        if (imported + count > 1)
            throw _faults.Unsupported(at, Proposals.MultiMemory, "multiple memories");
        if (count == 0)
            return;
        at = cursor.Position;
        MemoryType type = ReadMemoryType(ref cursor);
        CheckLimit(at, type.Minimum, limits.MemoryPages, nameof(WasmLimits.MemoryPages));
        module.MemoryList = [type];
    }

    TableType ReadTableType(ref BinaryCursor cursor)
    {
        ValueKind element = cursor.ReferenceKind();
        int at = cursor.Position;
        (uint minimum, uint? maximum) = ReadLimits(ref cursor);
        if (minimum > maximum)
            throw _faults.Invalid(at, "size minimum must not be greater than maximum", $"{minimum} and {maximum}");
        return new(element, minimum, maximum);
    }

    MemoryType ReadMemoryType(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        (uint minimum, uint? maximum) = ReadLimits(ref cursor);
        if (minimum > MemoryType.MaximumPages || maximum > MemoryType.MaximumPages)
            throw _faults.Invalid(at, "memory size must be at most 65536 pages (4GiB)", $"{Math.Max(minimum, maximum ?? 0)} pages");
        if (minimum > maximum)
            throw _faults.Invalid(at, "size minimum must not be greater than maximum", $"{minimum} and {maximum}");
        return new((int)minimum, (int?)maximum);
    }

    (uint Minimum, uint? Maximum) ReadLimits(ref BinaryCursor cursor)
    {
        int at = cursor.Position;
        byte flags = cursor.Byte();
        if (flags >= 0x80)
            throw _faults.Malformed(at, "integer representation too long", "flags of limits are one byte");
        if (flags > 1)
            throw _faults.Unknown(at, Proposals.OfLimits(flags), "integer too large", $"flags of limits 0x{flags:x}");
        uint minimum = cursor.U32();
        return (minimum, flags == 1 ? cursor.U32() : null);
    }

    GlobalType ReadGlobalType(ref BinaryCursor cursor)
    {
        ValueKind content = cursor.Kind();
        int at = cursor.Position;
        byte mutability = cursor.Byte();
        if (mutability > 1)
            throw _faults.Malformed(at, "malformed mutability", $"0x{mutability:x2}");
        return new(content, (Mutability)mutability);
    }
}
