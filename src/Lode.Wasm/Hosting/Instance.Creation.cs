using System.Runtime.InteropServices;
using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>The making of an instance, in the order of the specification.</summary>
public sealed unsafe partial class Instance
{
    /// <param name="store">The store.</param>
    /// <param name="code">The module.</param>
    /// <param name="imports">By import: what is given, of the right type.</param>
    internal Instance(Store store, ModuleCode code, object[] imports)
        : this(store, code)
    {
        Module module = code.Module;
        ContextLayout layout = code.Layout;
        Link(module, imports);
        for (int i = module.ImportedTableCount; i < _tables.Length; i++)
            _tables[i] = new(store, module.TableList[i]);
        for (int i = module.ImportedMemoryCount; i < _memories.Length; i++)
            _memories[i] = new(store, module.MemoryList[i], code.FirstMemory);
        Connect();
        for (int i = 0; i < code.Signatures.Length; i++)
            *(uint*)At(layout.TypeId(i)) = code.Signatures[i].Id;
        MakeFunctions(module);
        for (int i = module.ImportedGlobalCount; i < _globals.Length; i++)
            *(Value*)At(layout.Global(i)) = Evaluate(module.InitializerList[i - module.ImportedGlobalCount]);
        store.AddContext(_context);
        if (module.DataCount > 0)
            MakeData(module);
        for (int i = 0; i < _elements.Length; i++)
            _elements[i] = MakeElements(module.ElementList[i]);
    }

    /// <summary>Takes the room for all.</summary>
    Instance(Store store, ModuleCode code)
    {
        store.BeginInstance(code);
        Store = store;
        _code = code;
        Caller = new(store, this);
        Module module = code.Module;
        _memories = new Memory[module.MemoryList.Length];
        _tables = new Table[module.TableList.Length];
        _globals = new Global?[module.GlobalList.Length];
        _elements = new ulong[module.ElementList.Length][];
        _context = (ContextState*)store.TakeState(StateOffset + sizeof(InstanceState));
    }

    /// <summary>Where the instance's state lies, behind the context.</summary>
    int StateOffset => _code.Layout.Size + 15 & ~15;

    /// <summary>Lets code reach the store, the memory and the tables.</summary>
    void Connect()
    {
        InstanceState* state = (InstanceState*)At(StateOffset);
        _context->Store = Store.State;
        _context->Builtins = EngineCode.Builtins;
        _context->Instance = state;
        _context->Self = _context;
        if (FirstMemory is { } memory)
        {
            _context->Memory = memory.State;
            _context->MemoryBase = memory.State->Base;
        }
        nint handle = GCHandle.ToIntPtr(GCHandle.Alloc(this, GCHandleType.Weak));
        Store.Add(this, handle);
        state->Handle = handle;
        state->Tables = (TableState**)At(_code.Layout.Table(0));
        for (int i = 0; i < _tables.Length; i++)
            state->Tables[i] = _tables[i].State;
        if (Module.DataCount > 0)
            state->Data = (DataState*)At(_code.Layout.Data(0));
    }

    /// <summary>Copies the active segments and runs the start function. What was done stays done where one of them traps.</summary>
    /// <exception cref="TrapException">A segment reaches beyond its table or memory, or the start function trapped.</exception>
    internal void Start()
    {
        Module module = Module;
        for (int i = 0; i < _elements.Length; i++)
        {
            ElementSegment segment = module.ElementList[i];
            if (segment.Offset is { } offset)
                CopyElements(_tables[segment.Table].State, Evaluate(offset).AsUInt32, _elements[i]);
            if (segment.Mode != SegmentMode.Passive)
                _elements[i] = [];
        }
        bool copied = _code.InitialMemory is not null;
        foreach (DataSegment segment in module.DataList)
        {
            if (segment.Offset is { } offset && !copied)
                CopyData(_memories[segment.Memory], Evaluate(offset).AsUInt32, module.GetData(segment));
        }
        if (module.StartFunction is { } start)
        {
            Value none;
            FunctionAt(start).Call(&none);
        }
    }

    void Link(Module module, object[] imports)
    {
        int functions = 0, tables = 0, memories = 0, globals = 0;
        foreach (object import in imports)
        {
            switch (import)
            {
                case Func function:
                    *(FunctionReference**)At(_code.Layout.FunctionImport(functions++)) = function.Reference;
                    break;
                case HostCallback callback:
                    *(FunctionReference**)At(_code.Layout.FunctionImport(functions++)) = Store.ReferenceTo(callback);
                    break;
                case Table table:
                    _tables[tables++] = table;
                    break;
                case Memory memory:
                    _memories[memories++] = memory;
                    break;
                case Global global:
                    *(Value**)At(_code.Layout.GlobalImport(globals)) = global.Address;
                    _globals[globals++] = global;
                    break;
            }
        }
    }

    void MakeFunctions(Module module)
    {
        ContextLayout layout = _code.Layout;
        FunctionReference* first = null;
        for (int i = module.ImportedFunctionCount; i < module.FunctionTypes.Length; i++)
        {
            if (!layout.HasFunction(i))
                continue;
            Signature signature = _code.SignatureOf(i);
            FunctionReference* reference = (FunctionReference*)At(layout.Function(i));
            if (first == null)
                first = reference;
            *reference = new()
            {
                Code = _code.CodeOf(i),
                Context = _context,
                Entry = signature.CrossingStub,
                TypeId = signature.Id,
                ParameterBytes = (ushort)signature.Convention.ParameterBytes,
                ResultBytes = (ushort)signature.Convention.ResultBytes,
                Host = (ulong)i,
            };
        }
        Store.AddReferences(first, layout.FunctionCount);
    }

    /// <summary>The data segments: only passive ones have bytes that code can ask for.</summary>
    void MakeData(Module module)
    {
        DataState* data = (DataState*)At(_code.Layout.Data(0));
        byte* bytes = _code.PassiveData;
        for (int i = 0; i < module.DataList.Length; i++)
        {
            if (module.DataList[i].Mode != SegmentMode.Passive)
                continue;
            data[i] = new() { Start = bytes, Length = (ulong)module.DataList[i].Length };
            bytes += module.DataList[i].Length;
        }
    }

    ulong[] MakeElements(ElementSegment segment)
    {
        ulong[] items = new ulong[segment.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = segment.Items[i] switch
            {
                >= 0 and int function => (ulong)ReferenceTo(function),
                ElementSegment.Null => 0,
                int global => (*GlobalAddress(ElementSegment.Global(global))).Bits,
            };
        }
        return items;
    }

    static void CopyElements(TableState* table, uint at, ulong[] items)
    {
        if (at + (long)items.Length > table->Count)
        {
            throw new TrapException(new(TrapKind.TableOutOfBounds, $"{TrapMessages.Of(TrapKind.TableOutOfBounds)}: "
                + $"a segment of {items.Length} elements at {at}, and the table has {table->Count}", null, TrapPlaces.None));
        }
        items.CopyTo(new Span<ulong>(table->Elements + at, items.Length));
    }

    static void CopyData(Memory memory, uint at, ReadOnlySpan<byte> bytes)
    {
        if (at + (long)bytes.Length > memory.Length)
        {
            throw new TrapException(new(TrapKind.MemoryOutOfBounds, $"{TrapMessages.Of(TrapKind.MemoryOutOfBounds)}: "
                + $"a segment of {bytes.Length} bytes at {at}, and the memory has {memory.Length}", at, TrapPlaces.None));
        }
        memory.CopyFrom(at, bytes);
    }

    Value Evaluate(ConstantExpression expression)
    {
        ReadOnlySpan<ConstantInstruction> instructions = expression.Instructions;
        if (instructions.Length > 1)
        {
            long value = expression.EvaluateInteger(index => GlobalAddress(index)->AsInt64);
            return expression.Kind == ValueKind.Int32 ? Value.From((int)value) : Value.From(value);
        }
        ConstantInstruction instruction = instructions[0];
        return instruction.Operation switch
        {
            ConstantOperation.Int32 or ConstantOperation.Float32 => Value.From((int)instruction.Low),
            ConstantOperation.Int64 or ConstantOperation.Float64 => Value.From(instruction.Low),
            ConstantOperation.V128 => new((ulong)instruction.Low, (ulong)instruction.High),
            ConstantOperation.Global => *GlobalAddress((int)instruction.Low),
            ConstantOperation.FunctionReference => new((ulong)ReferenceTo((int)instruction.Low)),
            ConstantOperation.NullReference => default,
            _ => throw new InvalidOperationException($"{instruction.Operation} makes no value"),
        };
    }

    Value* GlobalAddress(int index) => index < Module.ImportedGlobalCount
        ? *(Value**)At(_code.Layout.GlobalImport(index))
        : (Value*)At(_code.Layout.Global(index));
}
