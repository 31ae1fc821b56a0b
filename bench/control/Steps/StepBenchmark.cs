using System.Globalization;
using Lode.Tokenizers;

namespace Lode.Control.Bench.Steps;

/// <summary>What a step costs beside the guest's own work, and what it would cost if everything was copied.</summary>
static class StepBenchmark
{
    /// <summary>Tokens that the tokenizer knows: it plays no part.</summary>
    public const int KnownTokens = 1000;

    // The clock of a machine that does much else must not end a call.
    static readonly ControllerLimits s_limits = new() { Step = TimeSpan.FromSeconds(10), Sequences = 1 };

    static readonly (string Name, int Mode, string What)[] s_works =
    [
        ("nothing", 0, "the guest returns at once"),
        ("read", 2, "the guest reads all logits"),
        ("mask", 1, "the guest reads all logits and writes the whole mask"),
    ];

    public static void Run(Arguments arguments)
    {
        int sequences = arguments.Number("--sequences", 64), vocabulary = arguments.Number("--vocabulary", 128_256);
        int rounds = arguments.Number("--rounds", 400);
        Tokenizer tokenizer = BenchTokenizer.Make(KnownTokens);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Steps of {sequences} sequences with {vocabulary:N0} tokens; {rounds} rounds of all ways in turn; microseconds per step and sequence, medians.\n"));
        Console.WriteLine("| work | way | time | beyond the guest's own | CPU time | bytes copied |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: |");
        using BenchWorker worker = new();
        foreach ((string name, int mode, string what) in s_works)
        {
            StepWay[] ways =
            [
                new GuestsAlone(sequences, vocabulary, mode),
                new ControlledGuests("in process", Load(), tokenizer, sequences, vocabulary, name),
                new ControlledGuests("in another process", WorkerController.Connect(worker.Socket, BenchGuest.PathOf("steps"), s_limits),
                    tokenizer, sequences, vocabulary, name, () => worker.Cpu),
                new CopyingHost(sequences, vocabulary, mode),
            ];
            Time(ways, rounds, what, sequences);
            Array.ForEach(ways, static way => way.Dispose());
        }
        Console.WriteLine();
    }

    static Controller Load() => Controller.Load(BenchGuest.PathOf("steps"), new() { Limits = s_limits, VocabularyFolder = null });

    static void Time(StepWay[] ways, int rounds, string what, int sequences)
    {
        for (int round = 0; round < rounds / 4 + 40; round++)
            Round(ways, round, counts: false);
        long?[] before = [.. ways.Select(static way => way.BytesCopied)];
        for (int round = 0; round < rounds; round++)
            Round(ways, round, counts: true);
        for (int i = 0; i < ways.Length; i++)
        {
            StepWay way = ways[i];
            double time = Clock.Median(way.Wall) / sequences, cpu = Clock.Median(way.Cpu) / sequences;
            double beyond = Clock.Median(way.Wall.Zip(ways[0].Wall, static (all, own) => all - own)) / sequences;
            string bytes = way.BytesCopied is { } now ? ((now - before[i]!.Value) / rounds / sequences).ToString("N0", CultureInfo.InvariantCulture) : "as in process";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {(i == 0 ? what : "")} | {way.Name} | {time:F2} | {(i == 0 ? "" : $"{beyond:F2}")} | {cpu:F2} | {bytes} |"));
        }
    }

    /// <summary>Each way is first as often as every other.</summary>
    static void Round(StepWay[] ways, int round, bool counts)
    {
        for (int i = 0; i < ways.Length; i++)
            ways[(i + round) % ways.Length].Time(counts);
    }
}
