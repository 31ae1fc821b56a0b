using System.Diagnostics;
using Lode.Wasm.Tests.Soundness;
using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Bench.Soundness;

/// <summary>Random programs in Lode and in V8: results, traps, memories and globals must be equal.</summary>
static class SoundnessBenchmark
{
    public static int Run(Arguments arguments)
    {
        double minutes = arguments.Number("--minutes", 1);
        ulong seed = (ulong)arguments.Number("--seed", 1), last = (ulong)arguments.Number("--last", 0);
        GenerationLimits limits = arguments.Has("--large") ? new(Functions: 14, Statements: 40, Depth: 8, Bytes: 8000) : new();
        bool frames = arguments.Has("--frames");
        using V8Runner v8 = new(arguments.Has("--turbofan") ? NodeProcess.TurboFan : NodeProcess.Liftoff, frames);
        using Engine engine = new(new() { ExplicitBounds = arguments.Has("--bounds"), Fuel = arguments.Has("--fuel"), Threads = 1 });
        IProgramRunner lode = arguments.Has("--interpreter") ? new InterpreterRunner() : new CompiledRunner(engine, frames: frames);
        Stopwatch watch = Stopwatch.StartNew();
        long programs = 0, calls = 0, differences = 0;
        SortedDictionary<string, int> traps = new(StringComparer.Ordinal);
        for (; watch.Elapsed.TotalMinutes < minutes && (last == 0 || seed <= last); seed++)
        {
            if (arguments.Has("--verbose"))
                Console.Error.WriteLine($"seed {seed}");
            GeneratedProgram program = ProgramGenerator.Make(seed, limits);
            v8.Send(program);
            string[] found = lode.Run(program), expected = v8.Receive();
            programs++;
            calls += expected.Length - program.Modules.Count;
            foreach (string kind in expected.Where(line => line.StartsWith('!')).Select(line => line[1..].Split(' ')[0]))
                traps[kind] = traps.GetValueOrDefault(kind) + 1;
            if (found.AsSpan().SequenceEqual(expected))
                continue;
            differences++;
            Console.WriteLine($"seed {seed}: {Difference(found, expected)}");
            if (arguments.Has("--reduce"))
                Reduce(seed, limits, lode, v8);
        }
        Console.WriteLine($"{programs} programs, {calls} calls, {differences} differences; the next seed is {seed}");
        Console.WriteLine($"traps: {string.Join(", ", traps.Select(trap => $"{trap.Value} {trap.Key}"))}");
        return differences == 0 ? 0 : 1;
    }

    static string Difference(string[] found, string[] expected)
    {
        int line = 0;
        while (line < Math.Min(found.Length, expected.Length) && found[line] == expected[line])
            line++;
        return $"line {line}:\n  Lode {found.ElementAtOrDefault(line)}\n  V8   {expected.ElementAtOrDefault(line)}";
    }

    /// <summary>Writes the smallest program that still differs: its modules, and their instructions.</summary>
    static void Reduce(ulong seed, GenerationLimits limits, IProgramRunner lode, V8Runner v8)
    {
        GeneratedProgram smallest = Reducer.Reduce(seed, program => !lode.Run(program).AsSpan().SequenceEqual(v8.Run(program)), limits);
        string[] found = lode.Run(smallest);
        Console.WriteLine($"reduced: {Difference(found, v8.Run(smallest))}");
        foreach (GeneratedCall call in smallest.Calls)
            Console.WriteLine($"  {call.Module} {call.Export}({string.Join(", ", call.Arguments)})");
        using StreamWriter listing = new($"seed{seed}.txt");
        for (int i = 0; i < smallest.Modules.Count; i++)
        {
            File.WriteAllBytes($"seed{seed}-{i}.wasm", smallest.Modules[i].Bytes);
            listing.WriteLine($"module {i}");
            Listing.Write(smallest.Modules[i], listing);
        }
    }
}
