using System.Runtime.Versioning;
using Lode.Tests;
using Lode.Wasm.Artifacts;

namespace Lode.Wasm.Tests.Caching;

/// <summary>Modules that come from the cache run as modules that were compiled just now.</summary>
[SupportedOSPlatform("linux")]
public sealed class CachedRunTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-cached-").FullName;
    readonly List<string> _warnings = [];

    public CachedRunTests() => Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");

    string CacheFolder => Path.Combine(_folder, "cache");

    [Fact]
    public void The_second_opening_maps_what_the_first_compiled()
    {
        string path = Kernels();
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        using (CompiledModule first = Load(cache, engine, path))
        {
            first.IsMapped.ShouldBeTrue();
            Fibonacci(engine, first).ShouldBe(6765);
        }
        string file = cache.List().Single().Name;
        DateTime written = File.GetLastWriteTimeUtc(cache.PathOf(file));
        using CompiledModule second = Load(cache, engine, path);
        second.IsMapped.ShouldBeTrue();
        Fibonacci(engine, second).ShouldBe(6765);
        File.GetLastWriteTimeUtc(cache.PathOf(file)).ShouldBe(written);
        _warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Every_changed_byte_is_found_and_compiled_anew()
    {
        string path = Kernels();
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        Load(cache, engine, path).Dispose();
        string file = cache.PathOf(cache.List().Single().Name);
        byte[] whole = File.ReadAllBytes(file);
        Random random = new(1);
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(whole.Length)] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(file, i % 4 == 3 ? damaged[..random.Next(whole.Length)] : damaged);
            _warnings.Clear();
            using CompiledModule module = Load(cache, engine, path);
            Fibonacci(engine, module).ShouldBe(6765);
            _warnings.ShouldHaveSingleItem().ShouldContain("compiling again");
            File.ReadAllBytes(file).ShouldBe(whole);
        }
    }

    [Fact]
    public void A_module_that_changed_is_compiled_anew()
    {
        string path = Path.Combine(_folder, "m.wasm");
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        foreach (byte number in (byte[])[1, 2, 3])
        {
            File.WriteAllBytes(path, Constant(number));
            using CompiledModule module = Load(cache, engine, path);
            using Store store = new(engine);
            new Linker(engine).Instantiate(store, module).GetFunction<int>("f").ShouldNotBeNull()().ShouldBe(number);
        }
        cache.List().Count.ShouldBe(3);
    }

    [Fact]
    public void Other_options_are_other_code()
    {
        string path = Kernels();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        EngineOptions[] all =
        [
            new(), new() { ExplicitBounds = true }, new() { Fuel = true }, new() { Limits = WasmLimits.Default with { Nesting = 1000 } },
        ];
        foreach (EngineOptions options in all)
        {
            using Engine engine = new(options);
            using CompiledModule module = Load(cache, engine, path);
        }
        cache.List().Count.ShouldBe(all.Length);
    }

    /// <summary>Even where somebody gives it the right name: what was made by another build or for another processor does not run.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(36)]
    public void Artifacts_of_another_build_or_for_another_processor_are_refused(int at)
    {
        string path = Kernels();
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        Load(cache, engine, path).Dispose();
        string file = cache.PathOf(cache.List().Single().Name);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(4092), ArtifactHeader.Checksum(bytes.AsSpan(0, 4092)));
        File.WriteAllBytes(file, bytes);
        using CompiledModule module = Load(cache, engine, path);
        Fibonacci(engine, module).ShouldBe(6765);
        _warnings.ShouldHaveSingleItem().ShouldContain("compiled from something else");
    }

    [Fact]
    public void An_artifact_under_anothers_name_is_refused()
    {
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        string one = Path.Combine(_folder, "1.wasm"), two = Path.Combine(_folder, "2.wasm");
        File.WriteAllBytes(one, Constant(1));
        File.WriteAllBytes(two, Constant(2));
        Load(cache, engine, one).Dispose();
        string name = cache.List().Single().Name, other = engine.KeyOf(ContentHash.Of(Constant(2))).FileName;
        File.Move(cache.PathOf(name), cache.PathOf(other));
        using CompiledModule module = Load(cache, engine, two);
        using Store store = new(engine);
        new Linker(engine).Instantiate(store, module).GetFunction<int>("f").ShouldNotBeNull()().ShouldBe(2);
        _warnings.ShouldHaveSingleItem().ShouldContain("compiled from something else");
    }

    [Fact]
    public void A_folder_that_others_may_write_is_never_used()
    {
        using (ModuleCache cache = ModuleCache.Open(CacheFolder))
            cache.Folder.ShouldBe(CacheFolder);
        File.SetUnixFileMode(CacheFolder, File.GetUnixFileMode(CacheFolder) | UnixFileMode.GroupWrite);
        Should.Throw<IOException>(() => ModuleCache.Open(CacheFolder)).Message.ShouldContain("chmod 700");
    }

    [Fact]
    public void A_module_stays_usable_when_its_artifact_is_evicted()
    {
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        using CompiledModule module = Load(cache, engine, Kernels());
        cache.Clear();
        Fibonacci(engine, module).ShouldBe(6765);
        using CompiledModule again = Load(cache, engine, Kernels());
        Fibonacci(engine, again).ShouldBe(6765);
    }

    [Fact]
    public void Many_at_once_all_succeed_and_leave_one_file()
    {
        string path = Kernels();
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        Parallel.For(0, 8, new() { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using CompiledModule module = cache.Load(engine, path);
            Fibonacci(engine, module).ShouldBe(6765);
        });
        cache.List().Count.ShouldBe(1);
        Directory.EnumerateFiles(CacheFolder, "*.lode-tmp").ShouldBeEmpty();
    }

    [Fact]
    public void An_invalid_module_is_refused_and_leaves_nothing()
    {
        string path = Path.Combine(_folder, "bad.wasm");
        File.WriteAllBytes(path, "\0asm\u0001\0\0\0\u0063"u8);
        using Engine engine = new();
        using ModuleCache cache = ModuleCache.Open(CacheFolder);
        Should.Throw<WasmFormatException>(() => Load(cache, engine, path));
        cache.List().ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static string Kernels() => TestData.Require("wasm/kernels/k.wasm");

    /// <summary>A function "f" that gives a number.</summary>
    static byte[] Constant(byte number) =>
    [
        .. "\0asm"u8, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, (byte)'f', 0, 0, 10, 6, 1, 4, 0, 0x41, number, 0x0b,
    ];

    static int Fibonacci(Engine engine, CompiledModule module)
    {
        using Store store = new(engine);
        return new Linker(engine).Instantiate(store, module).GetFunction<int, int>("fib").ShouldNotBeNull()(20);
    }

    CompiledModule Load(ModuleCache cache, Engine engine, string path) => cache.Load(engine, path, warning: _warnings.Add);
}
