using System.Diagnostics;
using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>What a tokenizer costs a process of its own.</summary>
static class LoadBenchmark
{
    /// <summary>Measures this process.</summary>
    /// <param name="arguments">The tokenizer; and, to measure a cache, its bytes and a text.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        long before = Settled();
        TokenizerOptions options = arguments.Length > 1 ? new() { CacheBytes = int.Parse(arguments[1], CultureInfo.InvariantCulture) } : new();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        Tokenizer tokenizer = Tokenizer.Open(arguments[0], options);
        double first = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        long memory = Settled() - before;
        double later = double.MaxValue;
        double pass = 0, warm = 0;
        if (arguments.Length > 2)
        {
            Rates rates = new(tokenizer, new TextChunks(arguments[2]));
            rates.Warm();
            for (int i = 0; i < 5; i++)
                (pass, warm) = (Math.Max(pass, rates.First()), Math.Max(warm, rates.Warm()));
            tokenizer.CountTokens("Once upon a time");
            memory = Settled() - before;
        }
        else
        {
            for (int i = 0; i < 3; i++)
            {
                start = Environment.CpuUsage.TotalTime;
                Tokenizer.Open(arguments[0], options);
                later = Math.Min(later, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first} {later} {memory} {pass} {warm}"));
        GC.KeepAlive(tokenizer);
        return 0;
    }

    /// <summary>Measures a process that is started for it.</summary>
    /// <returns>CPU milliseconds of the first opening, compiling Lode included, and of a later one; anonymous bytes; first-pass and warm rates.</returns>
    public static double[] Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [.. Own(), "load", .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    static string[] Own() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(LoadBenchmark).Assembly.Location] : [];

    static long Settled()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(8).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
