using System.Diagnostics;
using Lode.Formats;
using Lode.Generation;
using Lode.Usage;

namespace Lode.Bench;

/// <summary>What opening a large model costs in a warm process: time, private memory, mapped memory.</summary>
static class OpenBenchmark
{
    const int Rounds = 9;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        string folder = arguments.Length > 0 ? arguments[0] : Path.GetTempPath();
        string path = Path.Combine(folder, $"lode-bench-{Environment.ProcessId}.gguf");
        bool kept = true;
        WriteHeading();
        try
        {
            foreach (int vocabulary in (int[])[32000, 128256])
                kept &= Measure(path, ModelShape.Thirteen(vocabulary));
        }
        finally
        {
            File.Delete(path);
        }
        Console.WriteLine(kept ? "All bars kept: under 20 ms, under 1 MB anonymous, at most the header + 2 MiB file-backed."
            : "A bar was missed.");
        return kept ? 0 : 1;
    }

    public static void WriteHeading()
    {
        Console.WriteLine("| model | file | header | open, median | slowest | new anonymous | new file-backed | bar |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --- |");
    }

    static bool Measure(string path, ModelShape shape)
    {
        MadeUpModel.WriteSparse(path, shape, GgmlType.Q4_0);
        return Measure(path, $"{shape.Name} Q4_0, vocabulary {shape.Vocabulary}");
    }

    /// <summary>Opens a model several times, and prints a line of a table about it.</summary>
    public static bool Measure(string path, string name)
    {
        long header;
        using (GgufModel model = GgufModel.Open(path))
            header = model.Files[0].HeaderLength;
        LanguageModel.Open(path).Dispose(); // the process has run the path before
        List<double> times = [];
        List<long> anonymous = [];
        List<long> mapped = [];
        for (int round = 0; round < Rounds; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            ProcessUsage before = ProcessUsage.ReadSelf();
            long start = Stopwatch.GetTimestamp();
            LanguageModel model = LanguageModel.Open(path);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            ProcessUsage after = ProcessUsage.ReadSelf();
            anonymous.Add(after.AnonymousBytes!.Value - before.AnonymousBytes!.Value);
            mapped.Add(after.FileBytes!.Value - before.FileBytes!.Value);
            model.Dispose();
        }
        times.Sort();
        bool kept = times[Rounds / 2] < 20 && anonymous.Max() < 1_000_000 && mapped.Max() <= header + (2 << 20);
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"| {name} | {new FileInfo(path).Length / 1e9:F2} GB | {header / 1e6:F2} MB | {times[Rounds / 2]:F2} ms | {times[^1]:F2} ms | {anonymous.Max() / 1e3:F0} KB | {mapped.Max() / 1e6:F2} MB | {(kept ? "kept" : "missed")} |"));
        return kept;
    }
}
