using Lode.Wasm.Tests.Soundness.Generation;

namespace Lode.Wasm.Tests.Soundness;

/// <summary>Makes a program that shows a fault smaller: it leaves out statements, first many at once, as long as the fault stays.</summary>
static class Reducer
{
    const int MostAttempts = 600;

    public static GeneratedProgram Reduce(ulong seed, Func<GeneratedProgram, bool> isFaulty, GenerationLimits? limits = null)
    {
        HashSet<ulong> skipped = [];
        Reduction all = new();
        GeneratedProgram smallest = ProgramGenerator.Make(seed, limits, all);
        int attempts = 0;
        for (int length = Math.Max(1, all.Made.Count / 2); ; length /= 2)
        {
            Reduction now = new() { Skipped = skipped };
            _ = ProgramGenerator.Make(seed, limits, now);
            for (int at = 0; at < now.Made.Count && attempts < MostAttempts; at += length, attempts++)
            {
                HashSet<ulong> more = [.. skipped, .. now.Made.Skip(at).Take(length)];
                GeneratedProgram program = ProgramGenerator.Make(seed, limits, new() { Skipped = more });
                if (!isFaulty(program))
                    continue;
                skipped = more;
                smallest = program;
            }
            if (length == 1)
                return smallest;
        }
    }
}
