namespace Lode.Wasm.Tests.Runtime;

/// <summary>An engine, a store and a linker for a test.</summary>
sealed class World : IDisposable
{
    public World(EngineOptions? options = null, StoreOptions? store = null)
    {
        Engine = new(options);
        Store = new(Engine, store);
        Linker = new(Engine);
    }

    public Engine Engine { get; }

    public Store Store { get; }

    public Linker Linker { get; }

    public Instance Run(GuestBuilder builder, string name = "test")
    {
        using CompiledModule module = Engine.Compile(name, builder.ToArray());
        return Linker.Instantiate(Store, module);
    }

    public void Dispose()
    {
        Store.Dispose();
        Engine.Dispose();
    }
}
