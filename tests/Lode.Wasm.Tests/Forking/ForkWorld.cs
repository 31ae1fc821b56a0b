using Lode.Wasm.Tests.Runtime;

namespace Lode.Wasm.Tests.Forking;

/// <summary>A guest for tests of forks, compiled in process or from the cache, and copies of it with what their memories must hold.</summary>
sealed class ForkWorld : IDisposable
{
    readonly string? _folder;
    readonly Engine _engine;
    readonly CompiledModule _module;
    readonly Linker _linker;

    /// <param name="bounds">Whether the engine checks bounds by code.</param>
    /// <param name="mapped">Whether the module comes from a cache, so that its memory is an artifact's.</param>
    /// <param name="pages">Pages of 64 KiB that memories begin with.</param>
    /// <param name="dataBytes">Bytes of the data segment at 5,000; none where 0.</param>
    public ForkWorld(bool bounds = false, bool mapped = false, int pages = 4, int dataBytes = 40_000)
    {
        _engine = new(new() { ExplicitBounds = bounds });
        _linker = new(_engine);
        GuestBuilder builder = MemoryTests.Accesses(pages, pages + 64);
        byte[] data = new byte[dataBytes];
        new Random(7).NextBytes(data);
        // Whole pages of zeros inside, so that an artifact has several runs.
        if (dataBytes > 20_000)
            data.AsSpan(8_000, 9_000).Clear();
        if (dataBytes > 0)
            builder.Data(5000, data);
        if (mapped)
        {
            _folder = Directory.CreateTempSubdirectory("lode-forks-").FullName;
            string path = Path.Combine(_folder, "guest.wasm");
            File.WriteAllBytes(path, builder.ToArray());
            using ModuleCache cache = ModuleCache.Open(Path.Combine(_folder, "cache"));
            cache.Load(_engine, path).Dispose();
            _module = cache.Load(_engine, path);
            _module.IsMapped.ShouldBeTrue();
        }
        else
        {
            _module = _engine.Compile("guest", builder.ToArray());
        }
        byte[] bytes = new byte[pages * 65536];
        data.CopyTo(bytes, Math.Min(5000, bytes.Length - dataBytes));
        Store store = new(_engine);
        First = new(store, _linker.Instantiate(store, _module), bytes);
    }

    /// <summary>The first instance.</summary>
    public ForkedGuest First { get; }

    /// <summary>A fork of a guest.</summary>
    public ForkedGuest Fork(ForkedGuest parent)
    {
        Store store = NewStore();
        return new(store, Fork(parent.Instance, store), parent.WithoutWindows());
    }

    /// <summary>A fork without a record of what it must hold.</summary>
    public Instance Fork(Instance parent, Store store) => _linker.Fork(parent, store);

    public Store NewStore() => new(_engine);

    public void Dispose()
    {
        First.Dispose();
        _module.Dispose();
        _engine.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
