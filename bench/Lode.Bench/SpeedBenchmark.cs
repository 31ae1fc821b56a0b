using System.Diagnostics;
using System.Globalization;
using Lode.Formats;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Bench;

/// <summary>Prefill and decode rates of a 1.1B-shaped model with random weights.</summary>
static class SpeedBenchmark
{
    const int PromptTokens = 256;
    const int DecodeTokens = 32;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        GgmlType[] types = arguments.Length == 0
            ? [GgmlType.Q4_0, GgmlType.Q8_0, GgmlType.Q4_K, GgmlType.Q6_K, GgmlType.F16]
            : [.. arguments.ToArray().Select(name => Enum.Parse<GgmlType>(name, ignoreCase: true))];
        string path = Path.Combine(Path.GetTempPath(), $"lode-bench-{Environment.ProcessId}.gguf");
        Console.WriteLine("| 1.1B shape | threads | prefill 256, tokens/s | decode 32, median tokens/s | decode, CPU ms/token |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        try
        {
            foreach (GgmlType type in types)
            {
                MadeUpModel.Write(path, ModelShape.OnePointOne, type);
                foreach (int threads in (int[])[1, Environment.ProcessorCount])
                    Measure(path, type, threads);
            }
        }
        finally
        {
            File.Delete(path);
        }
        return 0;
    }

    static void Measure(string path, GgmlType type, int threads)
    {
        using Model model = Model.Open(path);
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, ContextLength = 512 });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        batch.Add(sequence, [1], StepRows.Last, row);
        context.Step(batch); // touches all weights
        sequence.Truncate(0);
        batch.Clear();
        batch.Add(sequence, [.. Enumerable.Range(1, PromptTokens)], StepRows.Last, row);
        long start = Stopwatch.GetTimestamp();
        context.Step(batch);
        double prefill = PromptTokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        List<double> times = [];
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < DecodeTokens; i++)
        {
            batch.Clear();
            batch.Add(sequence, [i], StepRows.Last, row);
            start = Stopwatch.GetTimestamp();
            context.Step(batch);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        double cpuPerToken = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / DecodeTokens;
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {type} | {threads} | {prefill:F1} | {1 / times[DecodeTokens / 2]:F1} | {cpuPerToken:F1} |"));
    }
}
