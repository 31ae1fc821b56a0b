using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>A module in a store: its functions, and its memories, tables and globals. It lives as long as the store.</summary>
public sealed unsafe partial class Instance
{
    readonly ModuleCode _code;
    readonly ContextState* _context;
    readonly Memory[] _memories;
    readonly Table[] _tables;
    readonly Global?[] _globals;

    // By element segment: its references; empty once dropped.
    readonly ulong[][] _elements;

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The module.</summary>
    public Module Module => _code.Module;

    /// <summary>What functions of the host see of it.</summary>
    internal Caller Caller { get; }

    internal Memory? FirstMemory => _memories.Length > 0 ? _memories[0] : null;

    /// <summary>The exported memory of a name; null where none is exported under it.</summary>
    public Memory? GetMemory(string name) => Find(name, ExternKind.Memory, out int index) ? _memories[index] : null;

    /// <summary>The exported function of a name; null where none is exported under it.</summary>
    public Func? GetFunction(string name) => Find(name, ExternKind.Function, out int index) ? FunctionAt(index) : null;

    /// <summary>The exported global of a name; null where none is exported under it.</summary>
    public Global? GetGlobal(string name) => Find(name, ExternKind.Global, out int index) ? GlobalAt(index) : null;

    /// <summary>The exported table of a name; null where none is exported under it.</summary>
    public Table? GetTable(string name) => Find(name, ExternKind.Table, out int index) ? _tables[index] : null;

    /// <summary>What is exported under a name, of any kind; null where nothing is.</summary>
    internal object? Export(Export export) => export.Type.Kind switch
    {
        ExternKind.Function => FunctionAt(export.Index),
        ExternKind.Memory => _memories[export.Index],
        ExternKind.Table => _tables[export.Index],
        _ => GlobalAt(export.Index),
    };

    internal Table GetTable(int index) => _tables[index];

    internal ReadOnlySpan<ulong> GetElements(int segment) => _elements[segment];

    internal void DropElements(int segment) => _elements[segment] = [];

    Func Typed(string name) =>
        GetFunction(name) ?? throw new KeyNotFoundException($"{Module.Name} exports no function \"{name}\"");

    bool Find(string name, ExternKind kind, out int index)
    {
        Store.CheckUse();
        index = -1;
        if (!Module.TryGetExport(name, out Export? export) || export.Type.Kind != kind)
            return false;
        index = export.Index;
        return true;
    }

    Func FunctionAt(int index) => Store.FunctionOf(ReferenceTo(index));

    Global GlobalAt(int index) => _globals[index] ??= new(Store, (Value*)At(_code.Layout.Global(index)), Module.GlobalList[index]);

    FunctionReference* ReferenceTo(int function) => function < Module.ImportedFunctionCount
        ? *(FunctionReference**)At(_code.Layout.FunctionImport(function))
        : (FunctionReference*)At(_code.Layout.Function(function));

    byte* At(int offset) => (byte*)_context + offset;
}
