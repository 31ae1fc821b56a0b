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
        ulong seed = (ulong)arguments.Number("--seed", 1);
        ulong last = (ulong)arguments.Number("--last", 0);
        string[] flags = arguments.Has("--turbofan")
            ? ["--no-liftoff", "--no-wasm-lazy-compilation"]
            : ["--liftoff-only", "--no-wasm-lazy-compilation"];
        using V8Runner v8 = new([.. flags, "--experimental-wasm-extended-const"]);
        InterpreterRunner lode = new();
        Stopwatch watch = Stopwatch.StartNew();
        long programs = 0, calls = 0, differences = 0;
        SortedDictionary<string, int> traps = new(StringComparer.Ordinal);
        for (; watch.Elapsed.TotalMinutes < minutes && (last == 0 || seed <= last); seed++)
        {
            GeneratedProgram program = ProgramGenerator.Make(seed);
            v8.Send(program);
            string[] found = lode.Run(program);
            string[] expected = v8.Receive();
            programs++;
            calls += expected.Length - program.Modules.Count;
            foreach (string kind in expected.Where(line => line.StartsWith('!')).Select(line => line[1..].Split(' ')[0]))
                traps[kind] = traps.GetValueOrDefault(kind) + 1;
            if (found.AsSpan().SequenceEqual(expected))
                continue;
            differences++;
            int line = 0;
            while (line < Math.Min(found.Length, expected.Length) && found[line] == expected[line])
                line++;
            Console.WriteLine($"seed {seed}, line {line}:\n  Lode {found.ElementAtOrDefault(line)}\n  V8   {expected.ElementAtOrDefault(line)}");
            if (arguments.Has("--save"))
                Save(program);
        }
        Console.WriteLine($"{programs} programs, {calls} calls, {differences} differences; the next seed is {seed}");
        Console.WriteLine($"traps: {string.Join(", ", traps.Select(trap => $"{trap.Value} {trap.Key}"))}");
        return differences == 0 ? 0 : 1;
    }

    static void Save(GeneratedProgram program)
    {
        for (int i = 0; i < program.Modules.Count; i++)
            File.WriteAllBytes($"seed{program.Seed}-{i}.wasm", program.Modules[i].Bytes);
    }
}
