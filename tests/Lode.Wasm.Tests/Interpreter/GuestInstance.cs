namespace Lode.Wasm.Tests.Interpreter;

/// <summary>An instance of a module.</summary>
sealed class GuestInstance
{
    public GuestInstance(Module module, Func<Import, object?> imports, GuestMachine machine)
    {
        Module = module;
        Functions = new GuestFunction[module.FunctionCount];
        Tables = new GuestTable[module.Tables.Length];
        Memories = new GuestMemory[module.Memories.Length];
        Globals = new GuestGlobal[module.Globals.Length];
        Link(imports);
        for (int i = module.ImportedFunctionCount; i < Functions.Length; i++)
        {
            int index = i;
            Functions[i] = new() { Type = module.GetFunctionType(i), Instance = this, Code = new(() => new(module, index)) };
        }
        for (int i = module.ImportedTableCount; i < Tables.Length; i++)
            Tables[i] = new(module.Tables[i]);
        for (int i = module.ImportedMemoryCount; i < Memories.Length; i++)
            Memories[i] = new(module.Memories[i]);
        for (int i = module.ImportedGlobalCount; i < Globals.Length; i++)
            Globals[i] = new(module.Globals[i], Evaluate(module.GlobalInitializers[i - module.ImportedGlobalCount]));
        Elements = [.. module.ElementSegments.Select(MakeElements)];
        Data = [.. module.DataSegments.Select(segment => module.GetData(segment).ToArray())];
        CopyActive();
        if (module.StartFunction is { } start)
            machine.Call(Functions[start], []);
    }

    public Module Module { get; }

    public GuestFunction[] Functions { get; }

    public GuestTable[] Tables { get; }

    public GuestMemory[] Memories { get; }

    public GuestGlobal[] Globals { get; }

    /// <summary>The element segments; empty once dropped.</summary>
    public object?[][] Elements { get; }

    /// <summary>The data segments; empty once dropped.</summary>
    public byte[][] Data { get; }

    /// <summary>What is exported under a name; null where nothing is.</summary>
    public object? Export(string name)
    {
        if (!Module.TryGetExport(name, out Export? export))
            return null;
        return export.Type.Kind switch
        {
            ExternKind.Function => Functions[export.Index],
            ExternKind.Table => Tables[export.Index],
            ExternKind.Memory => Memories[export.Index],
            _ => Globals[export.Index],
        };
    }

    void Link(Func<Import, object?> imports)
    {
        int functions = 0, tables = 0, memories = 0, globals = 0;
        foreach (Import import in Module.Imports)
        {
            object given = imports(import) ?? throw new LinkFault("unknown import");
            bool fits = (import.Type, given) switch
            {
                (FunctionType type, GuestFunction function) => type.Equals(function.Type),
                (GlobalType type, GuestGlobal global) => type.Content == global.Type.Content && type.Mutability == global.Type.Mutability,
                (TableType type, GuestTable table) => type.Element == table.Type.Element
                    && table.Elements.Length >= type.Minimum && !(type.Maximum < (table.Type.Maximum ?? long.MaxValue)),
                (MemoryType type, GuestMemory memory) => memory.Pages >= type.Minimum && !(type.Maximum < (memory.Maximum ?? long.MaxValue)),
                _ => false,
            };
            if (!fits)
                throw new LinkFault("incompatible import type");
            switch (given)
            {
                case GuestFunction function:
                    Functions[functions++] = function;
                    break;
                case GuestTable table:
                    Tables[tables++] = table;
                    break;
                case GuestMemory memory:
                    Memories[memories++] = memory;
                    break;
                case GuestGlobal global:
                    Globals[globals++] = global;
                    break;
            }
        }
    }

    object?[] MakeElements(ElementSegment segment)
    {
        object?[] items = new object?[segment.Count];
        for (int i = 0; i < items.Length; i++)
            items[i] = Evaluate(segment[i]).Reference;
        return items;
    }

    void CopyActive()
    {
        for (int i = 0; i < Elements.Length; i++)
        {
            ElementSegment segment = Module.ElementSegments[i];
            if (segment.Offset is { } offset)
                Elements[i].CopyTo(Tables[segment.Table].Range(Evaluate(offset).U32, Elements[i].Length));
            if (segment.Mode != SegmentMode.Passive)
                Elements[i] = [];
        }
        for (int i = 0; i < Data.Length; i++)
        {
            DataSegment segment = Module.DataSegments[i];
            if (segment.Offset is not { } offset)
                continue;
            Data[i].CopyTo(Memories[segment.Memory].Range(Evaluate(offset).U32, Data[i].Length));
            Data[i] = [];
        }
    }

    GuestValue Evaluate(ConstantExpression expression)
    {
        ReadOnlySpan<ConstantInstruction> instructions = expression.Instructions;
        return instructions.Length == 1
            ? Evaluate(instructions[0])
            : expression.Kind == ValueKind.Int32
                ? GuestValue.Of((int)expression.EvaluateInteger(index => Globals[index].Value.I32))
                : new(expression.EvaluateInteger(index => Globals[index].Value.Low));
    }

    GuestValue Evaluate(ConstantInstruction instruction) => instruction.Operation switch
    {
        ConstantOperation.Int32 or ConstantOperation.Float32 => GuestValue.Of((int)instruction.Low),
        ConstantOperation.Int64 or ConstantOperation.Float64 or ConstantOperation.V128 => new(instruction.Low, instruction.High),
        ConstantOperation.Global => Globals[instruction.Low].Value,
        ConstantOperation.FunctionReference => new(0, 0, Functions[instruction.Low]),
        ConstantOperation.NullReference => default,
        _ => throw new InvalidOperationException($"{instruction.Operation}"),
    };
}
