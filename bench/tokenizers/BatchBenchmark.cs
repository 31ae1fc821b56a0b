using System.Buffers;
using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>
/// What a second thread costs: CPU milliseconds per MB of <c>EncodeBatch</c> on one and on two threads, beside two threads that share
/// nothing, each with a tokenizer and texts of its own, which is what the machine allows.
/// </summary>
static class BatchBenchmark
{
    const int Rounds = 15;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench/tokenizers -- batch TOKENIZER TEXT...");
            return 2;
        }
        Console.WriteLine("| CPU ms per MB | 1 thread | 2 threads | ratio | 2 that share nothing | ratio |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: |");
        foreach (string path in arguments[1..])
            Measure(arguments[0], new TextChunks(path));
        return 0;
    }

    static void Measure(string tokenizerPath, TextChunks text)
    {
        Tokenizer[] own = [Tokenizer.Open(tokenizerPath), Tokenizer.Open(tokenizerPath)];
        Tokenizer tokenizer = Tokenizer.Open(tokenizerPath);
        byte[][] copies = [text.Bytes, [.. text.Bytes]];
        Func<double>[] ways =
        [
            () => Cost(text.Bytes.Length, () => tokenizer.EncodeBatch(text.Chunks, threads: 1)),
            () => Cost(text.Bytes.Length, () => tokenizer.EncodeBatch(text.Chunks, threads: 2)),
            () => Cost(2L * text.Bytes.Length, () => Apart(own, copies, text)),
        ];
        List<double>[] costs = [[], [], []];
        for (int round = -5; round < Rounds; round++) // the first compile
        {
            for (int i = 0; i < ways.Length; i++)
            {
                double cost = ways[i]();
                if (round >= 0)
                    costs[i].Add(cost);
            }
        }
        double[] median = [.. costs.Select(list => list.Order().ElementAt(list.Count / 2))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {Path.GetFileName(text.Path)} | {median[0]:F2} | {median[1]:F2} | {median[1] / median[0]:F2} | {median[2]:F2} | {median[2] / median[0]:F2} |"));
    }

    static void Apart(Tokenizer[] own, byte[][] copies, TextChunks text)
    {
        Thread[] threads = [.. own.Select((tokenizer, index) => new Thread(() =>
        {
            ArrayBufferWriter<int> ids = new(1 << 16);
            int at = 0;
            foreach (ReadOnlyMemory<byte> chunk in text.Chunks)
            {
                tokenizer.EncodeToIds(copies[index].AsSpan(at, chunk.Length), ids);
                at += chunk.Length;
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
    }

    static double Cost(long bytes, Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        int runs = 0;
        double spent;
        do
        {
            action();
            runs++;
            spent = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        }
        while (spent < 60);
        return spent / runs / bytes * 1e6;
    }
}
