using System.Diagnostics;
using System.Globalization;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Bench;

/// <summary>Decode on one thread and on all, beside none, one and two processes that take what they get of the processor.</summary>
static class ContentionBenchmark
{
    static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1.5);

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length != 1)
        {
            Console.Error.WriteLine("usage: contention MODEL");
            return 2;
        }
        using Model model = Model.Open(arguments[0]);
        Console.WriteLine("| threads | busy processes | tokens/s | of a fair share of the cores | CPU ms/token | slowest token, ms |");
        Console.WriteLine("| --: | --: | --: | --: | --: | --: |");
        foreach (int threads in (int[])[1, Environment.ProcessorCount])
        {
            double alone = 0;
            for (int busy = 0; busy <= 2; busy++)
            {
                List<Process> others = [];
                try
                {
                    for (int i = 0; i < busy; i++)
                        others.Add(Process.Start(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Lode.Bench.dll"), "spin"]));
                    if (busy > 0)
                        Thread.Sleep(500); // while they start
                    double rate = Measure(model, threads, busy, alone);
                    if (busy == 0)
                        alone = rate;
                }
                finally
                {
                    foreach (Process other in others)
                    {
                        other.Kill();
                        other.WaitForExit();
                        other.Dispose();
                    }
                }
            }
        }
        return 0;
    }

    static double Measure(Model model, int threads, int busy, double alone)
    {
        using InferenceContext context = new(model, new ContextOptions { Threads = threads, ContextLength = 2048 });
        using RowBuffer row = new(1, model.Hyperparameters.VocabularySize);
        KvSequence sequence = context.CreateSequence();
        StepBatch batch = new();
        int tokens = 0;
        double slowest = 0;
        TimeSpan cpu = default;
        long start = 0, last = 0;
        for (int i = -3; i <= 0 || Stopwatch.GetElapsedTime(start) < s_duration; i++)
        {
            if (i == 0)
            {
                cpu = Environment.CpuUsage.TotalTime;
                start = last = Stopwatch.GetTimestamp();
            }
            batch.Clear();
            batch.Add(sequence, [1 + (i & 1023)], StepRows.Last, row);
            context.Step(batch);
            if (sequence.Length == 256)
                sequence.Truncate(128);
            if (i < 0)
                continue;
            tokens++;
            long now = Stopwatch.GetTimestamp();
            slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
            last = now;
        }
        double rate = tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        // What the scheduler owes a team among equals: every runnable thread the same part of the cores, and none more than one.
        int cores = Environment.ProcessorCount;
        double share = Math.Min(1, (double)cores / (threads + busy));
        string ofShare = busy == 0 ? "" : (rate / (alone * share)).ToString("F2", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {threads} | {busy} | {rate:F1} | {ofShare} | {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / tokens:F1} | {slowest:F0} |"));
        return rate;
    }
}
