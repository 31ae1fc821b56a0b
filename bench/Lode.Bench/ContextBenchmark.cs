using System.Diagnostics;
using System.Globalization;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Bench;

/// <summary>Prefill and decode of a model file in a long context, per thread count.</summary>
static class ContextBenchmark
{
    const int DecodeTokens = 24;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("usage: context MODEL [POSITIONS [CACHE-TYPE...]]");
            return 2;
        }
        int positions = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 2048;
        CacheType[] types = arguments.Length > 2 ? [.. arguments[2..].ToArray().Select(name => Enum.Parse<CacheType>(name, ignoreCase: true))] : [CacheType.Auto];
        using Model model = Model.Open(arguments[0]);
        Console.WriteLine("| cache | threads | prefill, tokens/s | prefill, CPU ms/token | decode behind it, median tokens/s | decode, CPU ms/token |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: |");
        foreach (CacheType type in types)
        {
            foreach (int threads in (int[])[1, Environment.ProcessorCount])
                Measure(model, type, threads, positions);
        }
        return 0;
    }

    static void Measure(Model model, CacheType type, int threads, int positions)
    {
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, ContextLength = positions + DecodeTokens, CacheType = type });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, [1], StepRows.Last, row);
        context.Step(batch); // touches all weights
        sequence.Truncate(0);
        batch.Clear();
        batch.Add(sequence, [.. Enumerable.Range(0, positions).Select(i => 1 + i * 7919 % 30000)]);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        context.Step(batch);
        double prefill = positions / Stopwatch.GetElapsedTime(start).TotalSeconds;
        double prefillCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / positions;
        List<double> times = [];
        cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < DecodeTokens; i++)
        {
            batch.Clear();
            batch.Add(sequence, [i], StepRows.Last, row);
            start = Stopwatch.GetTimestamp();
            context.Step(batch);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        double decodeCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / DecodeTokens;
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {type} | {threads} | {prefill:F1} | {prefillCpu:F2} | {1 / times[DecodeTokens / 2]:F1} | {decodeCpu:F1} |"));
    }
}
