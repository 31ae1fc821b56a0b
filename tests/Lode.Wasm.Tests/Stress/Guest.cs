namespace Lode.Wasm.Tests.Stress;

/// <summary>An instance of <see cref="GuestModule"/> in a store of its own.</summary>
sealed class Guest : IDisposable
{
    static readonly FunctionType s_type = new([ValueKind.Int32], [ValueKind.Int32]);

    /// <param name="module">The module, compiled.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="options">The store's.</param>
    /// <param name="isTyped">Whether the host's function is defined by types of .NET, or by spans of values.</param>
    public Guest(CompiledModule module, Engine engine, StoreOptions? options = null, bool isTyped = true)
    {
        Store = new(engine, options);
        Linker linker = new(engine);
        if (isTyped)
            linker.DefineFunction<int, int>("h", "call", (_, value) => Host(value));
        else
            linker.DefineFunction("h", "call", s_type, (_, arguments, results) => results[0] = Value.From(Host(arguments[0].AsInt32)));
        Instance = linker.Instantiate(Store, module);
    }

    public Store Store { get; }

    public Instance Instance { get; }

    /// <summary>What the guest calls.</summary>
    public Func<int, int> Host { get; set; } = value => value;

    public Func Function(string name) => Instance.GetFunction(name) ?? throw new InvalidOperationException($"no function {name}");

    /// <summary>Calls a function, and gives the trap that ended it.</summary>
    public Trap? Try(string name, params int[] arguments)
    {
        Func function = Function(name);
        return function.TryInvoke([.. arguments.Select(Value.From)], new Value[function.Type.Results.Length]);
    }

    public int Call(string name, int argument) => Instance.GetFunction<int, int>(name)(argument);

    public void Dispose() => Store.Dispose();
}
