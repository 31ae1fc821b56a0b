using System.Globalization;
using System.Text.Json;
using Lode.Formats;
using Lode.Usage.Running;

namespace Lode.Bench;

/// <summary>What each way to load a model costs, by <c>lode load</c>, and the bars on it. docs/loading.md quotes what it prints.</summary>
static class LoadBenchmark
{
    const string Runs = "5", ColdRuns = "3";
    const string Prompt = "Once upon a time";
    const long Buffer = 64 << 20;

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (!SpawnSupport.IsSupported(out string reason))
        {
            Console.Error.WriteLine(reason);
            return 2;
        }
        string folder = arguments.Length > 0 ? arguments[0] : Path.GetTempPath();
        using BenchFile file = new(folder);
        DirectoryInfo reports = Directory.CreateTempSubdirectory("lode-bench-");
        try
        {
            bool kept = (arguments.Length > 1 && arguments[1] == "first-token") || MeasureWays(file.Path, reports.FullName);
            Write(file.Path, ModelShape.Thirteen(32000), GgmlType.Q4_0);
            string markdown = Path.Combine(reports.FullName, "load.md");
            string[] run = ["--token", Prompt, "--ways", "map,map+populate,stream,read", "-n", ColdRuns];
            kept &= Table("To the first token, warm", markdown, [file.Path, .. run]);
            kept &= Table("To the first token, cold", markdown, [file.Path, "--cold", .. run]);
            Console.WriteLine(kept ? "All bars kept." : "A bar was missed, or a run failed.");
            return kept ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        finally
        {
            reports.Delete(recursive: true);
        }
    }

    /// <summary>All ways to load a model of 4.6 GB, and the bars on them.</summary>
    static bool MeasureWays(string model, string reports)
    {
        string plot = Path.GetFullPath("load.svg");
        string json = Path.Combine(reports, "load.json"), markdown = Path.Combine(reports, "load.md");
        long weights = Write(model, ModelShape.Seven, GgmlType.Q5_0);
        OpenBenchmark.WriteHeading();
        bool kept = OpenBenchmark.Measure(model, $"7B Q5_0, {weights / 1e9:F2} GB");
        kept &= Spawn("dotnet", "exec", typeof(LoadBenchmark).Assembly.Location, "load-sharing", model) == 0;
        kept &= Table("Warm", markdown, model, "-n", Runs, "--json", json);
        kept &= StreamedPeak(json, model, reports, weights);
        kept &= Table("Cold", markdown, model, "-n", ColdRuns, "--cold");
        kept &= Table($"Cold, as a picture: {plot}", markdown, model, "-n", ColdRuns, "--cold", "--ways", "map,stream,read", "--plot", plot);
        File.Delete(model);
        return kept;
    }

    static long Write(string path, ModelShape shape, GgmlType type)
    {
        Console.WriteLine($"Writing a {shape.Name}-shaped model of {type}: {path}");
        MadeUpModel.Write(path, shape, type);
        using GgufModel model = GgufModel.Open(path);
        return model.Tensors.Sum(tensor => tensor.ByteLength);
    }

    static bool Table(string title, string markdown, params string[] arguments)
    {
        bool succeeded = Lode([.. arguments, "--markdown", markdown]) == 0;
        Console.WriteLine($"\n### {title}\n\n{File.ReadAllText(markdown)}");
        return succeeded;
    }

    /// <summary>The peak of the way that was fed from a pipe, against the weights, a buffer, and the same program that only opens a model by mapping it.</summary>
    static bool StreamedPeak(string json, string model, string reports, long weights)
    {
        string floorJson = Path.Combine(reports, "floor.json");
        Lode(model, "--ways", "map", "--no-touch", "-n", Runs, "--json", floorJson);
        long floor = Peaks(floorJson, "map").Min(), peak = Peaks(json, "stream").Max(), bar = weights + Buffer + floor;
        bool kept = peak <= bar;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Streamed from a pipe it peaks at {peak / 1e6:F1} MB: weights of {weights / 1e6:F1} MB, a floor of {floor / 1e6:F1} MB, and {(peak - weights - floor) / 1e6:F1} MB: {(kept ? "kept" : "missed")} (at most 64 MiB)"));
        return kept;
    }

    static IEnumerable<long> Peaks(string json, string way)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(json));
        JsonElement command = document.RootElement.GetProperty("commands").EnumerateArray().Single(each => each.GetProperty("command").GetString() == way);
        return [.. command.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("peak_bytes").GetInt64())];
    }

    static int Lode(params string[] arguments) => Spawn(["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "lode.dll"), "load", .. arguments]);

    static int Spawn(params string[] words)
    {
        int code = CommandRunner.Run(CommandLine.FromStrings(words), new RunSettings { Trace = false, SamplesPerSecond = 0 }).ExitCode;
        return code > 128 ? throw new OperationCanceledException() : code;
    }
}
