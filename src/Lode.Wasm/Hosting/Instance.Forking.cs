using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Forks: instances that go on from where another one is.</summary>
public sealed unsafe partial class Instance
{
    /// <summary>Makes an instance that is what another one is now. No segment is copied, and no function runs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="parent">The other one, in whose store nothing runs meanwhile.</param>
    /// <param name="imports">By import: what is given, of the right type.</param>
    internal Instance(Store store, Instance parent, object[] imports)
        : this(store, parent._code)
    {
        Module module = Module;
        ContextLayout layout = _code.Layout;
        // Globals, data segments, numbers of types and the functions; pointers to what is the parent's own are exchanged below.
        Buffer.MemoryCopy(parent.At(ContextLayout.HeaderBytes), At(ContextLayout.HeaderBytes),
            layout.Size - ContextLayout.HeaderBytes, layout.Size - ContextLayout.HeaderBytes);
        Link(module, imports);
        FunctionReference* functions = (FunctionReference*)At(layout.FirstFunction);
        for (int i = 0; i < layout.FunctionCount; i++)
            functions[i].Context = _context;
        ForkedReferences references = new(parent, this);
        for (int i = module.ImportedGlobalCount; i < _globals.Length; i++)
        {
            if (module.GlobalList[i].Content.IsReference())
                references.Translate(module.GlobalList[i].Content, new((ulong*)At(layout.Global(i)), 1), "global", i);
        }
        for (int i = 0; i < _tables.Length; i++)
        {
            TableState* table = parent._tables[i].State;
            ulong[] elements = new ReadOnlySpan<ulong>(table->Elements, checked((int)table->Count)).ToArray();
            references.Translate(module.TableList[i].Element, elements, "table", i);
            _tables[i] = new(store, module.TableList[i], elements);
        }
        for (int i = 0; i < _elements.Length; i++)
        {
            _elements[i] = [.. parent._elements[i]];
            references.Translate(module.ElementList[i].Element, _elements[i], "element segment", i);
        }
        for (int i = 0; i < _memories.Length; i++)
            _memories[i] = parent._memories[i].Fork(store);
        Connect();
        store.AddReferences(functions, layout.FunctionCount);
        store.AddContext(_context);
    }

    /// <summary>The references to functions of the module's own.</summary>
    internal (ulong Start, ulong End) OwnReferences =>
        ((ulong)At(_code.Layout.FirstFunction), (ulong)((FunctionReference*)At(_code.Layout.FirstFunction) + _code.Layout.FunctionCount));

    /// <summary>The reference to an imported function.</summary>
    internal ulong ImportedReference(int function) => (ulong)ReferenceTo(function);
}
