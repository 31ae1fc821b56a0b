using Lode.Wasm.Runtime;

namespace Lode.Wasm;

/// <summary>Names for what modules may import, and the making of instances.</summary>
/// <remarks>
/// Functions of the host belong to no store: one linker with them serves any number of stores, also from several threads at once as long
/// as nothing is defined meanwhile. Memories, tables, globals, functions of guests and instances belong to a store.
/// </remarks>
public sealed partial class Linker
{
    readonly Engine _engine;
    readonly Dictionary<(string Module, string Name), object> _definitions = [];

    /// <summary>Makes a linker without definitions.</summary>
    /// <param name="engine">The engine.</param>
    public Linker(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>Whether a later definition of a name takes the place of an earlier one, which else is an error.</summary>
    public bool AllowShadowing { get; set; }

    /// <summary>Defines a function.</summary>
    /// <param name="module">The first part of its name.</param>
    /// <param name="name">The second part of its name.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Define(string module, string name, Func function) => Add(module, name, function);

    /// <summary>Defines a memory.</summary>
    /// <inheritdoc cref="Define(string, string, Func)"/>
    public void Define(string module, string name, Memory memory) => Add(module, name, memory);

    /// <summary>Defines a table.</summary>
    /// <inheritdoc cref="Define(string, string, Func)"/>
    public void Define(string module, string name, Table table) => Add(module, name, table);

    /// <summary>Defines a global.</summary>
    /// <inheritdoc cref="Define(string, string, Func)"/>
    public void Define(string module, string name, Global global) => Add(module, name, global);

    /// <summary>Defines all exports of an instance.</summary>
    /// <param name="module">The first part of their names.</param>
    /// <param name="instance">The instance.</param>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public void Define(string module, Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        foreach (Export export in instance.Module.ExportList)
            Add(module, export.Name, instance.Export(export));
    }

    /// <summary>Defines a function of the host of any type.</summary>
    /// <param name="module">The first part of its name.</param>
    /// <param name="name">The second part of its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="callback">What it does.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void DefineFunction(string module, string name, FunctionType type, HostFunction callback)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(callback);
        Define(module, name, new UntypedCallback(type, callback));
    }

    /// <summary>Makes an instance of a module: links its imports, copies its segments, runs its start function.</summary>
    /// <param name="store">The store that it will live in.</param>
    /// <param name="module">The module.</param>
    /// <exception cref="LinkException">An import is not defined, or has another type.</exception>
    /// <exception cref="TrapException">A segment does not fit its memory or table, or the start function trapped.</exception>
    /// <exception cref="InsufficientMemoryException">A bound of the store is reached.</exception>
    public Instance Instantiate(Store store, CompiledModule module)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        if (store.Engine != _engine)
            throw new ArgumentException("the store belongs to another engine than the linker", nameof(store));
        store.CheckUse();
        TrapHandler.Install();
        Instance instance = new(store, module.Code, FindAll(store, module.Module));
        instance.Start();
        return instance;
    }

    internal void Define(string module, string name, HostCallback callback) => Add(module, name, callback);

    void Add(string module, string name, object? definition)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(definition);
        if (AllowShadowing)
            _definitions[(module, name)] = definition;
        else if (!_definitions.TryAdd((module, name), definition))
            throw new ArgumentException($"\"{module}\" \"{name}\" is defined already; set {nameof(AllowShadowing)} to replace it", nameof(name));
    }

    object[] FindAll(Store store, Module module)
    {
        Import[] wanted = module.ImportList;
        object[] given = wanted.Length == 0 ? [] : new object[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
            given[i] = Find(store, module, wanted[i]);
        return given;
    }

    object Find(Store store, Module module, Import import)
    {
        string Name() => $"{module.Name} imports \"{import.ModuleName}\" \"{import.Name}\", a {ImportTypes.Describe(import.Type)}";
        if (!_definitions.TryGetValue((import.ModuleName, import.Name), out object? definition))
            throw new LinkException("unknown import", $"{Name()}, and nothing is defined under the name");
        if (!ImportTypes.Fits(import.Type, definition))
            throw new LinkException("incompatible import type", $"{Name()}, and what is defined is a {ImportTypes.Describe(definition)}");
        if (ImportTypes.StoreOf(definition) is { } other && other != store)
            throw new ArgumentException($"{Name()}, and what is defined belongs to another store", nameof(store));
        return definition;
    }
}
