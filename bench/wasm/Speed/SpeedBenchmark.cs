using System.Globalization;

namespace Lode.Wasm.Bench.Speed;

/// <summary>Programs and kernels in Lode and in both of V8's compilers, in turns in one run.</summary>
static class SpeedBenchmark
{
    /// <summary>Milliseconds in TurboFan from which on a program counts for the mean.</summary>
    const double Least = 30;

    /// <summary>Milliseconds from which on a program is run only once.</summary>
    const double Longest = 2000;

    public static int Run(Arguments arguments)
    {
        string data = arguments.Text("--data") ?? Path.Combine(".data", "wasm");
        int rounds = (int)arguments.Number("--rounds", 3);
        string filter = arguments.Text("--filter") ?? "";
        using ISpeedEngine liftoff = new V8Engine("Liftoff", NodeProcess.Liftoff);
        using ISpeedEngine turboFan = new V8Engine("TurboFan", NodeProcess.TurboFan);
        using ISpeedEngine lode = new LodeEngine();
        ISpeedEngine[] engines = [lode, liftoff, turboFan];
        List<SpeedRow> rows = [];
        foreach (SpeedTask task in SpeedTask.All(Path.GetFullPath(data)).Where(task => task.Title.Contains(filter, StringComparison.Ordinal)))
        {
            SpeedRow row = Measure(task, engines, rounds);
            rows.Add(row);
            foreach (string fault in row.Faults)
                Console.Error.WriteLine($"{task.Title}: {fault}");
        }
        if (arguments.Has("--json"))
            SpeedReport.WriteJson(engines, rows);
        else
            SpeedReport.WriteTable(engines, rows, Least);
        return rows.All(row => row.Faults.Count == 0) ? 0 : 1;
    }

    static SpeedRow Measure(SpeedTask task, ISpeedEngine[] engines, int rounds)
    {
        List<double>[] times = [.. engines.Select(_ => new List<double>())];
        HashSet<string> faults = [];
        SpeedRun? reference = null;
        // The first round compiles, and shows how long the others are.
        for (int round = 0; round <= rounds; round++)
        {
            if (round > 0 && (times.Any(list => list[0] > Longest) || round > 1 && times.All(list => list[0] < Least / 3)))
                break;
            // What the last says is right; what it cannot run is left out.
            for (int i = engines.Length - 1; i >= 0; i--)
            {
                SpeedRun run = engines[i].Run(task);
                reference ??= run;
                if (reference.Fault is not null)
                    return new(task.Title, [.. times.Select(_ => 0.0)], [$"left out: {reference.Fault}"]);
                Check(task, engines[i].Name, run, reference, faults);
                if (round == 1)
                    times[i].Clear();
                times[i].Add(run.Milliseconds);
            }
        }
        return new(task.Title, [.. times.Select(list => list.Order().ElementAt(list.Count / 2))], [.. faults]);
    }

    static void Check(SpeedTask task, string engine, SpeedRun run, SpeedRun reference, HashSet<string> faults)
    {
        if (run.Fault is { } fault)
            faults.Add($"{engine}: {fault}");
        if (run.Result != reference.Result)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{engine}: result {run.Result}, expected {reference.Result}"));
        // What programs without expectations write depends on the time.
        if (run.Output != (task.Expected("stdout") ?? run.Output))
            faults.Add($"{engine}: another standard output than expected");
        if (run.Errors != (task.Expected("stderr") ?? run.Errors))
            faults.Add($"{engine}: another standard error than expected");
    }
}
