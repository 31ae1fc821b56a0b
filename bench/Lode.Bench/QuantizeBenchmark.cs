using System.Globalization;
using Lode.Formats;
using Lode.Usage;
using Lode.Usage.Running;

namespace Lode.Bench;

/// <summary>What quantising a model of 8 GB costs, in a process of its own per type: time, private memory, true peak.</summary>
static class QuantizeBenchmark
{
    const long AnonymousBar = 256L << 20;

    static readonly string[] s_usual = ["Q8_0", "Q4_K_M"];

    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length > 0 && arguments[0] == "--types")
            return TypeTable.Print();
        string folder = arguments.Length > 0 ? arguments[0] : Path.GetTempPath();
        string[] types = arguments.Length > 1 ? arguments[1..].ToArray() : s_usual;
        string source = Path.Combine(folder, $"lode-bench-{Environment.ProcessId}-f16.gguf");
        string target = Path.Combine(folder, $"lode-bench-{Environment.ProcessId}-quantised.gguf");
        bool kept = true;
        try
        {
            Console.Error.WriteLine($"writing {source}");
            MadeUpModel.Write(source, ModelShape.Four, GgmlType.F16);
            long weights = ModelShape.Four.Matrices().Sum(matrix => matrix.Dimensions[0] * matrix.Dimensions[1]);
            Console.WriteLine($"F16 model of {new FileInfo(source).Length / 1e9:F2} GB, {weights / 1e9:F2} billion weights, {Environment.ProcessorCount} threads");
            Console.WriteLine();
            Console.WriteLine("| type | file | wall | CPU | weights per CPU second | peak anonymous | true peak | bar: 256 MiB anonymous |");
            Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --- |");
            foreach (string type in types)
                kept &= Measure(source, target, type, weights);
        }
        finally
        {
            File.Delete(source);
            File.Delete(target);
        }
        return kept ? 0 : 1;
    }

    static bool Measure(string source, string target, string type, long weights)
    {
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        RunResult result = CommandRunner.Run(
            CommandLine.FromStrings([dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "lode.dll"), "quantize", source, "-o", target, "--type", type]),
            new RunSettings());
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"lode quantize --type {type} ended with {result.ExitCode}");
        bool kept = result.PeakAnonymousBytes <= AnonymousBar;
        long cpu = result.UserUs + result.SystemUs;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {type} | {new FileInfo(target).Length / 1e9:F2} GB | {UsageFormat.Duration(result.WallUs)} | {UsageFormat.Duration(cpu)} | {weights / (double)cpu:F1} million | {UsageFormat.Bytes(result.PeakAnonymousBytes)} | {UsageFormat.Bytes(result.PeakBytes)} ({result.PeakKind}) | {(kept ? "kept" : "missed")} |"));
        return kept;
    }
}
