using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>What opening a tokenizer costs in a process that has done it before, from its source and from its compiled form.</summary>
static class OpeningBenchmark
{
    public static int Run(ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench/tokenizers -- open TOKENIZER...");
            return 2;
        }
        Console.WriteLine("| | compile ms | source ms | compiled ms | anonymous KB | allocated KB | file MB | trie ms | trie nodes | trie MB |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (string path in paths)
            Measure(path);
        return 0;
    }

    static void Measure(string path)
    {
        string compiled = Path.Combine(Path.GetTempPath(), $"lode-bench-{Environment.ProcessId}.lodetok");
        try
        {
            double compile = Cpu(() => Tokenizer.Compile(path, compiled));
            Tokenizer source = Tokenizer.Open(path);
            source.GetBytes(300); // decodes all tokens, which is not the trie's
            double trie = Best(5, () => TokenTrieBuilder.Build(source));
            double opens = Best(3, () => Tokenizer.Open(path));
            for (int i = 0; i < 50; i++)
                Tokenizer.Open(compiled).EncodeToIds("warm");
            double best = Best(20, () => Tokenizer.Open(compiled));
            GC.Collect();
            const int Times = 20;
            long anonymous = AnonymousBytes();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Times; i++)
                Tokenizer.Open(compiled);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Times;
            anonymous = (AnonymousBytes() - anonymous) / Times;
            TokenTrie nodes = source.Trie;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)} | {compile:F0} | {opens:F0} | {best:F2} | {anonymous / 1024.0:F0} | {allocated / 1024.0:F0} | {new FileInfo(compiled).Length / 1e6:F1} | {trie:F0} | {nodes.Nodes.Length} | {nodes.Size / 1e6:F2} |"));
        }
        finally
        {
            File.Delete(compiled);
        }
    }

    /// <summary>The best of some runs: on a shared machine others only ever add to it.</summary>
    static double Best(int runs, Action action)
    {
        double best = double.MaxValue;
        for (int i = 0; i < runs; i++)
            best = Math.Min(best, Cpu(action));
        return best;
    }

    static double Cpu(Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    static long AnonymousBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(8).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
