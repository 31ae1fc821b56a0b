using System.Globalization;
using Lode.Tokenizers;

namespace Lode.Control.Bench.Forks;

/// <summary>A branch of a whole sequence: its guest, its regions, and what the host knows of it.</summary>
static class BranchBenchmark
{
    const int Warm = 200;

    public static void Run(Arguments arguments)
    {
        int rounds = arguments.Number("--rounds", 400), vocabulary = arguments.Number("--vocabulary", 128_256);
        ControllerLimits limits = new() { Sequences = int.MaxValue, Step = TimeSpan.FromSeconds(10), Initialization = TimeSpan.FromSeconds(10) };
        using Controller controller = Controller.Load(BenchGuest.PathOf("forking"), new() { Limits = limits, VocabularyFolder = null });
        Tokenizer tokenizer = BenchTokenizer.Make(1000);
        using ControllerRequest request = controller.Start(tokenizer, new() { Vocabulary = vocabulary, TokenCapacity = 4096 });
        SequenceController sequence = request.Open([1, 2, 3]);
        sequence.Begin(ControlPhase.Initialize);
        sequence.End();
        sequence.Slot.Logits.Row(0).Fill(1);
        List<double> forks = [], disposals = [];
        for (int i = 0; i < Warm + rounds; i++)
        {
            sequence.Begin(ControlPhase.Step);
            if (sequence.End() != ControlAction.Fork)
                throw new InvalidOperationException("the guest gave another verdict than FORK");
            double start = Clock.Wall;
            SequenceController branch = sequence.Fork()[0];
            forks.Add(Clock.Wall - start);
            start = Clock.Wall;
            branch.Dispose();
            disposals.Add(Clock.Wall - start);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A branch of a sequence with such a guest, 16 pages written since, with regions for {vocabulary:N0} tokens and a copy of its logits: "
            + $"{Clock.Median(forks.Skip(Warm)):F0} us; its disposal {Clock.Median(disposals.Skip(Warm)):F0} us.\n"));
    }
}
