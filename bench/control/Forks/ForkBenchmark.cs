using System.Globalization;
using Lode.Wasm;

namespace Lode.Control.Bench.Forks;

/// <summary>A fork of a guest with a heap of 16 MiB of which some pages were written to since the last one.</summary>
static class ForkBenchmark
{
    const int Warm = 200;

    public static void Run(Arguments arguments)
    {
        int rounds = arguments.Number("--rounds", 400);
        using Engine engine = new();
        using CompiledModule module = engine.CompileFile(BenchGuest.PathOf("heap"));
        Linker linker = new(engine);
        Console.WriteLine($"Forks of a guest with a heap of 16 MiB, all of it written to; store and instance counted; microseconds, medians of {rounds}.\n");
        Console.WriteLine("| pages written since the last layer | pages of the parent in use | fork | disposal of the fork |");
        Console.WriteLine("| ---: | --- | ---: | ---: |");
        foreach (int pages in new[] { 0, 1, 16, 64 })
        {
            foreach (bool reads in new[] { false, true })
                Row(engine, module, linker, rounds, pages, reads);
        }
        Copies(engine, module, linker, rounds);
        Console.WriteLine();
    }

    static void Row(Engine engine, CompiledModule module, Linker linker, int rounds, int pages, bool reads)
    {
        using Store store = new(engine);
        Instance parent = linker.Instantiate(store, module);
        parent.GetAction("fill")();
        using (Store first = new(engine))
            linker.Fork(parent, first);
        if (pages > 0)
            parent.GetAction<int, int>("dirty")(pages, 7);
        if (reads)
            parent.GetFunction<uint>("sum")();
        List<double> forks = [], disposals = [];
        for (int i = 0; i < Warm + rounds; i++)
        {
            double start = Clock.Wall;
            Store branch = new(engine);
            Instance child = linker.Fork(parent, branch);
            double made = Clock.Wall;
            if (i == Warm + rounds - 1 && child.GetFunction<uint>("sum")() != parent.GetFunction<uint>("sum")())
                throw new InvalidOperationException("a fork is not what its parent is");
            double done = Clock.Wall;
            branch.Dispose();
            forks.Add(made - start);
            disposals.Add(Clock.Wall - done);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {pages} | {(reads ? "all" : "those that it wrote to")} | {Clock.Median(forks.Skip(Warm)):F0} | {Clock.Median(disposals.Skip(Warm)):F0} |"));
    }

    /// <summary>What it is without layers: an instance, and all bytes.</summary>
    static void Copies(Engine engine, CompiledModule module, Linker linker, int rounds)
    {
        using Store store = new(engine);
        Instance parent = linker.Instantiate(store, module);
        parent.GetAction("fill")();
        Wasm.Memory from = parent.GetMemory("memory")!;
        List<double> copies = [], firsts = [];
        for (int i = 0; i < 5 + rounds / 20; i++)
        {
            double start = Clock.Wall;
            using Store branch = new(engine);
            Wasm.Memory to = linker.Instantiate(branch, module).GetMemory("memory")!;
            from.GetReadOnlySpan(0, (int)from.Length).CopyTo(to.GetSpan(0, (int)to.Length));
            copies.Add(Clock.Wall - start);
        }
        for (int i = 0; i < 5 + rounds / 20; i++)
        {
            using Store other = new(engine), branch = new(engine);
            Instance fresh = linker.Instantiate(other, module);
            fresh.GetAction("fill")();
            double start = Clock.Wall;
            linker.Fork(fresh, branch);
            firsts.Add(Clock.Wall - start);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nThe first fork, which makes a layer of all: {Clock.Median(firsts.Skip(5)) / 1000:F1} ms. "
            + $"A new instance and a copy of its memory: {Clock.Median(copies.Skip(5)) / 1000:F1} ms."));
    }
}
