using System.Globalization;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Bench;

/// <summary>The share of each operator in the time of a prompt and of a token.</summary>
static class ProfileBenchmark
{
    const int DecodeTokens = 24;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length is 0 or > 3)
        {
            Console.Error.WriteLine("usage: profile MODEL [THREADS [POSITIONS]]");
            return 2;
        }
        int threads = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        int positions = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 256;
        using Model model = Model.Open(arguments[0]);
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, ContextLength = positions + DecodeTokens });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, [1], StepRows.Last, row);
        context.Step(batch); // touches all weights
        sequence.Truncate(0);
        StepProfile prefill = new(), decode = new();
        context.Profile = prefill;
        batch.Clear();
        batch.Add(sequence, [.. Enumerable.Range(0, positions).Select(i => 1 + i * 7919 % 30000)]);
        context.Step(batch);
        context.Profile = decode;
        for (int i = 0; i < DecodeTokens; i++)
        {
            batch.Clear();
            batch.Add(sequence, [i], StepRows.Last, row);
            context.Step(batch);
        }
        Console.WriteLine($"| {threads} {(threads == 1 ? "thread" : "threads")} | prefill {positions}, us/token | share | decode behind it, us/token | share |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        double prefillSum = Sum(prefill), decodeSum = Sum(decode);
        foreach (((string name, TimeSpan first), (_, TimeSpan second)) in prefill.Times.Zip(decode.Times))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {first.TotalMicroseconds / positions:F1} | {first.TotalMicroseconds / prefillSum:P1} | {second.TotalMicroseconds / DecodeTokens:F1} | {second.TotalMicroseconds / decodeSum:P1} |"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | {prefillSum / positions:F0} | | {decodeSum / DecodeTokens:F0} | |"));
        return 0;
    }

    static double Sum(StepProfile profile) => profile.Times.Sum(entry => entry.Time.TotalMicroseconds);
}
