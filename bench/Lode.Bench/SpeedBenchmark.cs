using System.Diagnostics;
using System.Globalization;
using Lode.Formats;
using Lode.Inference;
using Lode.Memory;
using Lode.Packing;
using Lode.Weights.Quantization;

namespace Lode.Bench;

/// <summary>Prefill and decode rates of a 1.1B-shaped model with random weights, as it is and packed.</summary>
static class SpeedBenchmark
{
    const int PromptTokens = 256;
    const int DecodeTokens = 32;
    const int Rounds = 3;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        GgmlType[] types = arguments.Length == 0
            ? [GgmlType.Q4_0, GgmlType.Q8_0, GgmlType.Q4_K, GgmlType.Q6_K, GgmlType.F16]
            : [.. arguments.ToArray().Select(name => Enum.Parse<GgmlType>(name, ignoreCase: true))];
        string path = Path.Combine(Path.GetTempPath(), $"lode-bench-{Environment.ProcessId}.gguf");
        string packed = path + "-packed";
        Console.WriteLine("| 1.1B shape | layout | threads | prefill 256, tokens/s | prefill, CPU ms/token | decode 32, median tokens/s | decode, CPU ms/token |");
        Console.WriteLine("| --- | --- | --: | --: | --: | --: | --: |");
        try
        {
            foreach (GgmlType type in types)
            {
                MadeUpModel.Write(path, ModelShape.OnePointOne, type);
                ModelPacker.Pack(path, packed, new PipelineOptions());
                foreach (int threads in (int[])[1, Environment.ProcessorCount])
                    Measure(path, packed, type, threads);
            }
        }
        finally
        {
            File.Delete(path);
            File.Delete(packed);
        }
        return 0;
    }

    /// <summary>The two layouts in turns, so that what else the machine does meets both.</summary>
    static void Measure(string plain, string packed, GgmlType type, int threads)
    {
        List<Sample>[] samples = [[], []];
        for (int round = 0; round < Rounds; round++)
        {
            samples[0].Add(Measure(plain, threads));
            samples[1].Add(Measure(packed, threads));
        }
        for (int layout = 0; layout < 2; layout++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {type} | {(layout == 0 ? "rows" : "packed")} | {threads} | {Median(samples[layout], s => s.Prefill):F1} | {Median(samples[layout], s => s.PrefillCpu):F2} | {Median(samples[layout], s => s.Decode):F1} | {Median(samples[layout], s => s.DecodeCpu):F1} |"));
        }
    }

    static double Median(List<Sample> samples, Func<Sample, double> value) => samples.Select(value).Order().ElementAt(samples.Count / 2);

    /// <summary>Tokens per second, and CPU milliseconds per token.</summary>
    readonly record struct Sample(double Prefill, double PrefillCpu, double Decode, double DecodeCpu);

    static Sample Measure(string path, int threads)
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
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        context.Step(batch);
        double prefill = PromptTokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        double prefillCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / PromptTokens;
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
        times.Sort();
        return new Sample(prefill, prefillCpu, 1 / times[DecodeTokens / 2], (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / DecodeTokens);
    }
}
