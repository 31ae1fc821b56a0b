using System.Buffers;
using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>Encoding rates in MB per CPU-second: with a new word cache for each 4 KiB, filling it once, and when it is full.</summary>
static class EncodingBenchmark
{
    const int ChunkLength = 4096;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench/tokenizers -- TOKENIZER TEXT...");
            return 2;
        }
        TimeSpan start = Environment.CpuUsage.TotalTime;
        Tokenizer tokenizer = Tokenizer.Open(arguments[0]);
        Console.WriteLine(Format($"{Path.GetFileNameWithoutExtension(arguments[0])}: loaded in {(Environment.CpuUsage.TotalTime - start).TotalMilliseconds:F0} ms CPU"));
        Console.WriteLine("| MB per CPU-second | tokens | cold 4 KiB | first pass | warm 4 KiB | warm, whole |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: |");
        foreach (string path in arguments[1..])
            Measure(tokenizer, path);
        return 0;
    }

    static void Measure(Tokenizer tokenizer, string path)
    {
        byte[] text = File.ReadAllBytes(path);
        ArrayBufferWriter<int> ids = new(text.Length + 4096);
        TokenizerModel model = tokenizer.Model;
        tokenizer.EncodeToIds(text, ids);
        int tokens = ids.WrittenCount;
        void Chunks(bool forget)
        {
            for (int at = 0; at < text.Length;)
            {
                if (forget)
                    model.ClearCaches();
                int end = Math.Min(text.Length, at + ChunkLength);
                while (end < text.Length && (text[end] & 0xC0) == 0x80)
                    end--;
                ids.ResetWrittenCount();
                tokenizer.EncodeToIds(text.AsSpan(at, end - at), ids);
                at = end;
            }
        }
        void Whole(bool forget)
        {
            if (forget)
                model.ClearCaches();
            ids.ResetWrittenCount();
            tokenizer.EncodeToIds(text, ids);
        }
        Chunks(true); // compiles
        Chunks(true);
        double cold = Rate(text.Length, () => Chunks(true));
        double first = Rate(text.Length, () => Whole(true));
        Chunks(false);
        double warm = Rate(text.Length, () => Chunks(false));
        double whole = Rate(text.Length, () => Whole(false));
        Console.WriteLine(Format($"| {Path.GetFileName(path)} | {tokens} | {cold:F1} | {first:F1} | {warm:F1} | {whole:F1} |"));
    }

    /// <summary>The best of some runs of about 0.1 s of CPU: on a shared machine others only ever add to it.</summary>
    static double Rate(long bytes, Action action)
    {
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            TimeSpan spent;
            int runs = 0;
            do
            {
                action();
                runs++;
                spent = Environment.CpuUsage.TotalTime - start;
            }
            while (spent.TotalSeconds < 0.1);
            best = Math.Max(best, bytes * runs / spent.TotalSeconds / 1e6);
        }
        return best;
    }

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
