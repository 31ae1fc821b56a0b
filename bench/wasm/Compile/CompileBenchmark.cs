using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lode.Wasm.Bench.Compile;

/// <summary>CPU time of compiling real modules, and the size of their code, in Lode and in both of V8's compilers.</summary>
static class CompileBenchmark
{
    public static int Run(Arguments arguments)
    {
        string data = Path.GetFullPath(arguments.Text("--data") ?? Path.Combine(".data", "wasm"));
        int rounds = (int)arguments.Number("--rounds", 3);
        int threads = (int)arguments.Number("--threads", 1);
        string filter = arguments.Text("--filter") ?? "";
        using Engine engine = new(new() { Threads = threads });
        Console.WriteLine("CPU milliseconds: of Lode opening (decoding and validating) and compiling; medians. Bytes of code; per byte of the module's function bodies.\n");
        Console.WriteLine("| | wasm code | Lode open | compile | first | Liftoff | TurboFan | Lode / Liftoff | Lode code | Lode / wasm | TurboFan code |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(data, "modules"), "*.wasm").OrderBy(file => new FileInfo(file).Length))
        {
            if (!file.Contains(filter, StringComparison.Ordinal))
                continue;
            List<double[]> times = [];
            long code = 0, wasm = 0, peer = 0;
            double first = 0;
            for (int round = 0; round <= rounds; round++)
            {
                double opening = 0, compiling = 0;
                Module? module = null;
                opening = CpuClock.Time(() => module = Module.FromFile(file));
                compiling = CpuClock.Time(() =>
                {
                    using CompiledModule compiled = engine.Compile(module!);
                    code = compiled.CodeBytes;
                });
                wasm = Bodies(module!);
                if (round == 0)
                {
                    first = opening + compiling;
                    continue;
                }
                (double liftoff, _) = V8(file, NodeProcess.Liftoff);
                (double turboFan, peer) = arguments.Has("--no-turbofan") ? default : V8(file, [.. NodeProcess.TurboFan, "--allow-natives-syntax"]);
                times.Add([opening, compiling, liftoff, turboFan]);
            }
            double[] median = [.. Enumerable.Range(0, 4).Select(column => times.Select(row => row[column]).Order().ElementAt(times.Count / 2))];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {Path.GetFileNameWithoutExtension(file)} | {wasm:N0} | {median[0]:F1} | {median[1]:F1} | {first:F1} | {median[2]:F1} | {median[3]:F1} | "
                + $"{(median[0] + median[1]) / median[2]:F2} | {code:N0} | {(double)code / wasm:F2} | {peer:N0} |"));
        }
        return 0;
    }

    static long Bodies(Module module)
    {
        long bytes = 0;
        for (int i = module.ImportedFunctionCount; i < module.FunctionCount; i++)
            bytes += module.GetFunctionBody(i).Length;
        return bytes;
    }

    static (double Milliseconds, long Code) V8(string file, string[] flags)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            "node", [.. flags, Path.Combine(AppContext.BaseDirectory, "Compile", "compile.js"), file])
        { RedirectStandardOutput = true })!;
        using JsonDocument document = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        return (document.RootElement.GetProperty("cpu").GetDouble(), document.RootElement.GetProperty("code").GetInt64());
    }
}
