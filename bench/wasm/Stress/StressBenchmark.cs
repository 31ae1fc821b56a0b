using Lode.Wasm.Tests.Stress;

namespace Lode.Wasm.Bench.Stress;

/// <summary>The stress of the tests, for as long as wanted.</summary>
static class StressBenchmark
{
    public static int Run(Arguments arguments)
    {
        using StressRun run = new();
        string? fault = run.Run(TimeSpan.FromSeconds(arguments.Number("--seconds", 60)));
        foreach ((string name, long count) in run.Counts)
            Console.WriteLine($"{count,12} {name}");
        Console.WriteLine(fault ?? "nothing went wrong");
        return fault is null ? 0 : 1;
    }
}
