using Lode.Wasm;

namespace Lode.Wasi.Tests;

/// <summary>A memory of the engine, and what it needs.</summary>
sealed class GuestWorld : IDisposable
{
    readonly Engine _engine;

    public GuestWorld(int pages)
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        _engine = new Engine();
        Store = new Store(_engine);
        Memory = new Wasm.Memory(Store, new MemoryType(pages, null));
    }

    public Store Store { get; }

    public Wasm.Memory Memory { get; }

    public void Dispose()
    {
        Store.Dispose();
        _engine.Dispose();
    }
}
