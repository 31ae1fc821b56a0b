using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lode.Formats;
using Lode.Generation;
using Lode.Packing;
using Lode.Usage;
using Lode.Usage.Running;
using Lode.Weights.Quantization;

namespace Lode.Bench;

/// <summary>What it costs to open a packed model with its tokenizer, in a warm process, and to come to a first token in a new one.</summary>
static class PackedOpenBenchmark
{
    const int Rounds = 9;
    const int Tokens = 100;
    const long Floor = 40_000_000; // what the command holds with no model, at most

    public static int Run(ReadOnlySpan<string> arguments)
    {
        using BenchFile packed = new(arguments.Length > 0 ? arguments[0] : Path.GetTempPath());
        string? command = arguments.Length > 1 ? arguments[1] : null;
        bool kept = true;
        foreach (int vocabulary in (int[])[32000, 128256])
        {
            ModelShape shape = ModelShape.Thirteen(vocabulary);
            Write(packed.Path, shape);
            Console.WriteLine("| model | file | header | tokenizer | open and tokenizer, median | slowest | new anonymous | new file-backed | bar |");
            Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --- |");
            kept &= Open(packed.Path, $"{shape.Name} Q4_0, vocabulary {vocabulary}");
            if (command is not null)
                kept &= FirstToken(packed.Path, command);
        }
        // Here many tokens take seconds, not minutes.
        Write(packed.Path, ModelShape.OnePointOne);
        if (command is not null)
            kept &= FirstToken(packed.Path, command) & Memory(packed.Path, command);
        Console.WriteLine(kept ? "All bars kept." : "A bar was missed.");
        return kept ? 0 : 1;
    }

    static void Write(string path, ModelShape shape)
    {
        string plain = path + "-plain";
        try
        {
            MadeUpModel.WriteSparse(plain, shape, GgmlType.Q4_0, readsText: true);
            long start = Stopwatch.GetTimestamp();
            PackingResult result = ModelPacker.Pack(plain, path, new PipelineOptions());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{shape.Name}: packed in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, {result.FileLength - new FileInfo(plain).Length:N0} bytes longer, {result.TokenizerBytes:N0} of them the tokenizer"));
        }
        finally
        {
            File.Delete(plain);
        }
    }

    static bool Open(string path, string name)
    {
        OpenOnce(path).Dispose(); // the process has run the path before
        List<double> times = [];
        List<long> anonymous = [], mapped = [];
        for (int round = 0; round < Rounds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            ProcessUsage before = ProcessUsage.ReadSelf();
            long start = Stopwatch.GetTimestamp();
            LanguageModel model = OpenOnce(path);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            ProcessUsage after = ProcessUsage.ReadSelf();
            anonymous.Add(after.AnonymousBytes!.Value - before.AnonymousBytes!.Value);
            mapped.Add(after.FileBytes!.Value - before.FileBytes!.Value);
            model.Dispose();
        }
        times.Sort();
        using GgufModel file = GgufModel.Open(path);
        file.TryGetTensor(GgufSections.Tokenizer, out GgufTensor? tokenizer);
        bool kept = times[Rounds / 2] < 10 && anonymous.Max() < 2_000_000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {new FileInfo(path).Length / 1e9:F2} GB | {file.Files[0].HeaderLength / 1e3:F0} KB | {tokenizer!.ByteLength / 1e6:F1} MB | {times[Rounds / 2]:F2} ms | {times[^1]:F2} ms | {anonymous.Max() / 1e3:F0} KB | {mapped.Max() / 1e6:F2} MB | {(kept ? "kept" : "missed")} |"));
        return kept;
    }

    static LanguageModel OpenOnce(string path)
    {
        LanguageModel model = LanguageModel.Open(path);
        _ = model.Tokenizer;
        return model;
    }

    /// <summary>A new process to its first byte of text, less the prefill, against one that only says its version; in turns, medians.</summary>
    static bool FirstToken(string path, string command)
    {
        List<double> bare = [], whole = [], prefill = [];
        for (int round = 0; round < Rounds; round++)
        {
            bare.Add(FirstByte(command, ["--version"], out _));
            double first = FirstByte(command, ["run", path, "Hello", "-n", "1", "--temperature", "0", "--ctx", "512", "--stats"], out string table);
            Match found = Regex.Match(table, @"^prefill +([\d.,]+) (us|ms|s)", RegexOptions.Multiline);
            prefill.Add(double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) * (found.Groups[2].Value switch { "s" => 1000, "ms" => 1, _ => 0.001 }));
            whole.Add(first - prefill[^1]);
        }
        double more = Median(whole) - Median(bare);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"process start to first token: {Median(whole):F0} ms and the prefill ({Median(prefill):F0} ms); lode --version {Median(bare):F0} ms; more: {more:F0} ms, {(more <= 60 ? "kept" : "missed")} (60 ms)"));
        return more <= 60;
    }

    /// <summary>Milliseconds from starting a command to its first byte of output.</summary>
    static double FirstByte(string command, string[] arguments, out string errors)
    {
        ProcessStartInfo start = new(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardOutput.BaseStream.ReadByte();
        double elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        process.StandardOutput.ReadToEnd();
        errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return elapsed;
    }

    /// <summary>Private memory after a hundred tokens: the cache, 64 MB, and what the command holds with no model.</summary>
    static bool Memory(string path, string command)
    {
        string report = Path.GetTempFileName();
        CommandRunner.Run(CommandLine.FromStrings([command, "run", path, "Hello", "-n", $"{Tokens}", "--ignore-eos", "--ctx", "512", "--json"]), new RunSettings { OutputFile = report });
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(report));
        File.Delete(report);
        long anonymous = json.RootElement.GetProperty("usage").GetProperty("anonymous_bytes").GetInt64();
        ModelShape shape = ModelShape.OnePointOne;
        long cache = (long)(Tokens + 16) * shape.Layers * shape.KeyValueHeads * shape.HeadDimension * 2 * sizeof(float);
        bool kept = anonymous <= cache + 64_000_000 + Floor;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"after {Tokens} tokens of 1.1B: {anonymous / 1e6:F0} MB anonymous, of it {cache / 1e6:F0} MB cache; {(kept ? "kept" : "missed")} ({(cache + 64_000_000 + Floor) / 1e6:F0} MB)"));
        return kept;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
