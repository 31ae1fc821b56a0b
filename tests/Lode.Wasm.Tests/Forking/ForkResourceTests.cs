using System.Runtime.CompilerServices;

namespace Lode.Wasm.Tests.Forking;

/// <summary>What forks take, and that it comes back.</summary>
[Collection(Lode.Tests.Alone.Name)]
public sealed class ForkResourceTests
{
    public ForkResourceTests() => Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");

    [Fact]
    public void Layers_live_as_long_as_somebody_shows_them()
    {
        int before = Layers();
        using (ForkWorld world = new(pages: 32))
        {
            world.First.Fill(0, 1, world.First.Length);
            ForkedGuest child = world.Fork(world.First);
            Layers().ShouldBe(before + 1);
            child.Fill(0, 2, child.Length);
            ForkedGuest grandchild = world.Fork(child);
            Layers().ShouldBe(before + 2);
            child.Dispose();
            Layers().ShouldBe(before + 2);
            grandchild.Dispose();
            Layers().ShouldBe(before + 1);
        }
        Layers().ShouldBe(before);
        Forget();
        for (int i = 0; i < 50 && Layers() > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Layers().ShouldBe(before);
    }

    [Fact]
    public void A_fork_has_no_pages_of_its_own_until_it_writes()
    {
        using ForkWorld world = new(pages: 256);
        world.First.Fill(0, 1, world.First.Length);
        using (world.Fork(world.First))
        {
        }
        long before = AnonymousBytes();
        Store[] stores = [.. Enumerable.Range(0, 16).Select(_ => world.NewStore())];
        Memory[] forks = [.. stores.Select(store => world.Fork(world.First.Instance, store).GetMemory("memory")!)];
        foreach (Memory fork in forks)
            fork.GetSpan(0, (int)fork.Length).ContainsAnyExcept((byte)1).ShouldBeFalse();
        // Copies would be 256 MiB.
        (AnonymousBytes() - before).ShouldBeLessThan(32 << 20);
        Array.ForEach(stores, static store => store.Dispose());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Forget()
    {
        ForkWorld world = new(pages: 32);
        world.First.Fill(0, 1, world.First.Length);
        world.Fork(world.First);
    }

    static int Layers() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(static path =>
        new FileInfo(path).LinkTarget?.Contains("lode-memory-image", StringComparison.Ordinal) == true);

    static long AnonymousBytes() => Stress.HostResources.Now().AnonymousBytes;
}
