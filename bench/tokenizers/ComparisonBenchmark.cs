using System.Globalization;

namespace Lode.Tokenizers.Bench;

/// <summary>Lode beside Hugging Face's native package, in turns in one run: the tables of docs/tokenizers.md.</summary>
static class ComparisonBenchmark
{
    static readonly (string Name, string Folder)[] s_vocabularies =
        [("gpt2", "gpt2"), ("llama3", "llama3"), ("o200k", "gpt4o"), ("gemma3", "gemma3"), ("bert", "bert")];

    static readonly (string Name, string File)[] s_texts =
    [
        ("English", "big.txt"), ("code", "code_cs.txt"), ("JSON", "json.txt"), ("Chinese", "zh_ddia.txt"), ("Japanese", "ja_wagahai.txt"),
        ("40 languages", "multilingual.txt"),
    ];

    public static int Run(ReadOnlySpan<string> arguments)
    {
        int peerAt = arguments.IndexOf("--peer");
        int roundsAt = arguments.IndexOf("--rounds");
        if (arguments.IsEmpty || peerAt == arguments.Length - 1 || roundsAt == arguments.Length - 1)
        {
            Console.Error.WriteLine("usage: dotnet run -c Release --project bench/tokenizers -- compare DATA [--peer FOLDER] [--rounds N]");
            return 2;
        }
        string data = arguments[0];
        string? peer = peerAt < 0 ? null : arguments[peerAt + 1];
        int rounds = roundsAt < 0 ? 3 : int.Parse(arguments[roundsAt + 1], CultureInfo.InvariantCulture);
        using LongWords words = new();
        (string, TextChunks)[] texts =
        [
            .. s_texts.Select(text => (text.Name, new TextChunks(Path.Combine(data, "text", text.File)))),
            ("a, a million times", new TextChunks(words.Repeated)),
            ("a million random letters", new TextChunks(words.Letters)),
        ];

        Console.WriteLine("MB per CPU-second, medians; the first million bytes of each text.\n");
        Console.WriteLine("| | | cold | first | warm | batch | 2 threads | decode | peer | peer, 2 threads | peer decode | cold / peer |");
        Console.WriteLine("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        List<string> loads = [];
        foreach ((string name, string folder) in s_vocabularies)
            loads.Add(Compare(name, Path.Combine(data, "tokenizers", "vocab", folder, "tokenizer.json"), texts, peer, rounds));
        Console.WriteLine("\n| | load, later | load, first | memory | peer load | peer memory |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: |");
        loads.ForEach(Console.WriteLine);

        return 0;
    }

    static string Compare(string name, string path, (string Name, TextChunks Text)[] texts, string? folder, int rounds)
    {
        double[] load = LoadBenchmark.Start(path);
        using Peer? one = folder is null ? null : new Peer(folder, path, threads: 1);
        using Peer? two = folder is null ? null : new Peer(folder, path, threads: 2);
        Tokenizer tokenizer = Tokenizer.Open(path);
        foreach ((string title, TextChunks text) in texts)
        {
            Rates rates = new(tokenizer, text);
            List<double[]> all = [];
            for (int round = 0; round <= rounds; round++)
            {
                bool decodes = round > 0;
                (double encode, double decode, long tokens) = one?.Run(text, decodes) ?? default;
                (double encode2, _, _) = two?.Run(text, false) ?? default;
                double bytes = text.Bytes.Length / 1e3;
                double[] values =
                    [rates.Cold(), rates.First(), rates.Warm(), rates.Batch(1), rates.Batch(2), rates.Decode(), bytes / encode, bytes / encode2, bytes / decode];
                if (one is not null && tokens != rates.Tokens)
                    throw new InvalidOperationException($"{name} on {text.Path}: {rates.Tokens} tokens, and the peer has {tokens}");
                if (round > 0)
                    all.Add(values); // the first compiles
            }
            double[] median = [.. Enumerable.Range(0, 9).Select(column => all.Select(row => row[column]).Order().ElementAt(all.Count / 2))];
            string figures = string.Join(" | ", median.Select((value, column) => column > 5 && one is null ? "" : Figure(value)));
            Console.WriteLine($"| {name} | {title} | {figures} | {(one is null ? "" : $"{Figure(median[0] / median[6])}x")} |");
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {load[1]:F0} ms | {load[0]:F0} ms | {load[2] / 1e6:F0} MB | {one?.LoadMilliseconds:F0} ms | {one?.MemoryBytes / 1e6:F0} MB |");
    }

    static string Figure(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
