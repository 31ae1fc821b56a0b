using System.Runtime.CompilerServices;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>What is given back when a store is disposed, and when it is forgotten.</summary>
[Collection(Lode.Tests.Alone.Name)]
public sealed class LeakTests
{
    [Fact]
    public void Disposed_and_forgotten_stores_give_their_memories_back()
    {
        using Engine engine = new();
        using CompiledModule module = engine.Compile("m", MemoryTests.Accesses(1, null).ToArray());
        Linker linker = new(engine);
        int before = Reservations();
        for (int i = 0; i < 100; i++)
        {
            using Store store = new(engine);
            linker.Instantiate(store, module).GetMemory("memory")!.Write(0, i);
        }
        Reservations().ShouldBeLessThan(before + 5);
        Forget(linker, module, engine);
        for (int i = 0; i < 50 && Reservations() >= before + 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Reservations().ShouldBeLessThan(before + 5);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Forget(Linker linker, CompiledModule module, Engine engine)
    {
        for (int i = 0; i < 100; i++)
        {
            Store store = new(engine);
            store.Data = linker.Instantiate(store, module).GetFunction<int, int>("load");
        }
    }

    /// <summary>Mappings of more than 7 GiB: what memories reserve.</summary>
    static int Reservations() => File.ReadLines("/proc/self/maps").Count(static line =>
    {
        string[] ends = line.Split(' ', 2)[0].Split('-');
        return Convert.ToInt64(ends[1], 16) - Convert.ToInt64(ends[0], 16) is > 7L << 30 and < 9L << 30;
    });
}
