using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lode.Packing;
using Lode.Usage.Running;
using Lode.Usage.Statistics;

namespace Lode.Bench;

/// <summary>
/// Lode against llama.cpp's llama-bench on the same files, in turns. Each figure is the difference of two processes of a program, one with
/// much and one with little of the work, so that starting, opening and whatever else a program does once is in neither.
/// </summary>
static class PeerBenchmark
{
    const int Prompt = 512;
    const int Generated = 48;

    sealed record Contender(string Name, string[] Words);

    sealed record Test(string Name, string[] Much, string[] Little, int Tokens);

    sealed record Sample(double Rate, double CpuMilliseconds);

    public static int Run(ReadOnlySpan<string> arguments)
    {
        int rounds = 5;
        bool contended = false;
        List<string> names = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--rounds" && i + 1 < arguments.Length)
                rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else if (arguments[i] == "--contended")
                contended = true;
            else
                names.Add(arguments[i]);
        }
        if (names.Count < 2)
        {
            Console.Error.WriteLine("usage: peer LLAMA-BENCH MODEL.gguf... [--rounds N] [--contended]");
            return 2;
        }
        Console.WriteLine("| model | test | threads | program | tokens/s | CPU ms/token | rate, Lode over it | CPU time, it over Lode |");
        Console.WriteLine("| --- | --- | --: | --- | --: | --: | --: | --: |");
        foreach (string model in names.Skip(1))
            Compare(names[0], model, rounds, contended);
        return 0;
    }

    static void Compare(string peer, string model, int rounds, bool contended)
    {
        string packed = Path.Combine(Path.GetTempPath(), $"lode-bench-{Environment.ProcessId}-packed.gguf");
        try
        {
            ModelPacker.Pack(model, packed, new Weights.Quantization.PipelineOptions());
            Test prompt = new($"pp{Prompt}", ["-p", $"{Prompt}", "-n", "0"], ["-p", "1", "-n", "0"], Prompt - 1);
            Test generated = new($"tg{Generated}", ["-p", "0", "-n", $"{Generated}"], ["-p", "0", "-n", "1"], Generated - 1);
            string[] lode = [Environment.ProcessPath!, "exec", Path.Combine(AppContext.BaseDirectory, "lode.dll"), "bench", packed, "--json", "--no-warmup"];
            string[] other = [peer, "-m", model, "-o", "json", "--no-warmup"];
            foreach (int threads in (int[])[1, Environment.ProcessorCount])
            {
                Contender[] contenders = threads == 1
                    ? [new("Lode", lode), new("llama.cpp", other)]
                    : [new("Lode", lode), new("llama.cpp", other), new("llama.cpp, passive", ["/usr/bin/env", "OMP_WAIT_POLICY=passive", .. other])];
                if (!contended)
                    Measure(model, prompt, threads, rounds, contenders);
                Measure(model, generated, threads, rounds, contenders, contended);
            }
        }
        finally
        {
            File.Delete(packed);
        }
    }

    static void Measure(string model, Test test, int threads, int rounds, Contender[] contenders, bool contended = false)
    {
        List<Sample>[] samples = [.. contenders.Select(_ => new List<Sample>())];
        using Process? busy = contended ? Process.Start(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Lode.Bench.dll"), "spin"]) : null;
        try
        {
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < contenders.Length; i++)
                    samples[i].Add(Measure(contenders[i], test, threads));
            }
        }
        finally
        {
            busy?.Kill();
        }
        for (int i = 0; i < contenders.Length; i++)
        {
            double[] rates = [.. samples[i].Select(sample => sample.Rate)], costs = [.. samples[i].Select(sample => sample.CpuMilliseconds)];
            double[] ownRates = [.. samples[0].Select(sample => sample.Rate)], ownCosts = [.. samples[0].Select(sample => sample.CpuMilliseconds)];
            string ratios = i == 0 ? "| |" : $"{Ratio(ownRates, rates)} | {Ratio(costs, ownCosts)} |";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(model)} | {test.Name}{(contended ? ", beside a busy process" : "")} | {threads} | {contenders[i].Name} | {Summary.Of(rates).Median:F1} | {Summary.Of(costs).Median:F2} | {ratios}"));
        }
    }

    static string Ratio(double[] a, double[] b)
    {
        PairedRatio ratio = PairedRatio.Of(a, b);
        return string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:F2} ({ratio.Low:F2} to {ratio.High:F2})");
    }

    static Sample Measure(Contender contender, Test test, int threads)
    {
        Once(contender, test.Little, threads); // brings back what the system took out of memory while the other program ran
        (_, double little) = Once(contender, test.Little, threads);
        (double rate, double much) = Once(contender, test.Much, threads);
        return new Sample(rate, (much - little) / test.Tokens);
    }

    static (double Rate, double CpuMilliseconds) Once(Contender contender, string[] what, int threads)
    {
        string output = Path.GetTempFileName();
        try
        {
            RunResult run = CommandRunner.Run(CommandLine.FromStrings([.. contender.Words, .. what, "-t", $"{threads}", "-r", "1"]),
                new RunSettings { OutputFile = output, Trace = false, SamplesPerSecond = 0 });
            if (run.ExitCode != 0)
                throw new InvalidOperationException($"{contender.Name} ended with {run.ExitCode}");
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(output));
            JsonElement results = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("results");
            return (results[0].GetProperty("avg_ts").GetDouble(), (run.UserUs + run.SystemUs) / 1e3);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
