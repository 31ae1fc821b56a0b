using System.Buffers;
using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>Decoding rates in MB of text per CPU-second: to UTF-8, to a string, and from the first call of a new tokenizer.</summary>
static class DecodingBenchmark
{
    static readonly string[] s_texts = ["big.txt", "code_cs.txt", "json.txt", "zh_ddia.txt", "ja_wagahai.txt", "multilingual.txt"];

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench/tokenizers -- decode DATA VOCABULARY...");
            return 2;
        }
        Console.WriteLine("| | | UTF-8 | string | 100,000 bytes once |");
        Console.WriteLine("| --- | --- | --: | --: | --: |");
        foreach (string name in arguments[1..])
        {
            string path = Path.Combine(arguments[0], "tokenizers", "vocab", name);
            Tokenizer tokenizer = Tokenizer.Open(path);
            foreach (string text in s_texts)
                Measure(tokenizer, path, name, new TextChunks(Path.Combine(arguments[0], "text", text)), text);
        }
        return 0;
    }

    static void Measure(Tokenizer tokenizer, string path, string name, TextChunks text, string textName)
    {
        int[] ids = tokenizer.EncodeToIds(text.Bytes, new EncodeOptions(ParseSpecial: true));
        ArrayBufferWriter<byte> decoded = new(2 * text.Bytes.Length + 4096);
        double utf8 = 0, chars = 0, once = 0;
        for (int i = 0; i < 40; i++) // compiles
        {
            decoded.ResetWrittenCount();
            tokenizer.Decode(ids.AsSpan(0, ids.Length / 10), decoded, skipSpecialTokens: false);
            tokenizer.Decode(ids.AsSpan(0, ids.Length / 10));
        }
        for (int round = 0; round < 5; round++)
        {
            utf8 = Math.Max(utf8, Rate(() =>
            {
                decoded.ResetWrittenCount();
                tokenizer.Decode(ids, decoded, skipSpecialTokens: false);
                return decoded.WrittenCount;
            }));
            chars = Math.Max(chars, Rate(() =>
            {
                tokenizer.Decode(ids);
                return decoded.WrittenCount;
            }));
        }
        for (int round = 0; round < 3; round++)
        {
            Tokenizer fresh = Tokenizer.Open(path);
            decoded.ResetWrittenCount();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            fresh.Decode(ids.AsSpan(0, ids.Length / 10), decoded, skipSpecialTokens: false);
            once = Math.Max(once, decoded.WrittenCount / (Environment.CpuUsage.TotalTime - start).TotalSeconds / 1e6);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {textName} | {utf8:F0} | {chars:F0} | {once:F0} |"));
    }

    static double Rate(Func<long> action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        double spent;
        long bytes = 0;
        do
        {
            bytes += action();
            spent = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        }
        while (spent < 40);
        return bytes / spent / 1e3;
    }
}
