using System.Text.Json;
using Lode.Cli.Stat;
using Lode.Cli.Streams;
using Lode.Usage.Reports;
using Lode.Usage.Running;
using Lode.Weights;
using Lode.Weights.HuggingFace;

namespace Lode.Cli.Loading;

/// <summary>Opens a model each way in a process of its own, in turn, and measures it from outside.</summary>
sealed class LoadSeries(LoadRequest request, StatProgress progress, Interruption interruption) : IDisposable
{
    static readonly Metric[] s_columns =
    [
        Metric.Ready, Metric.Find("cpu")!, Metric.Peak, Metric.Anonymous, Metric.Mapped, Metric.Find("faults")!, Metric.Find("major-faults")!,
        Metric.Find("bytes-read")!, Metric.Find("block-reads")!,
    ];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-load-");

    string ReportFile => Path.Combine(_folder.FullName, "report.json");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Runs all of it.</summary>
    public Measurement Run()
    {
        IReadOnlyList<string> files = ModelFiles.WeightsOf(request.Model);
        ColdFiles cold = new(request.Cold ? files : []);
        RunSeries series = new(request.Runs, request.Warmups, progress, interruption);
        IReadOnlyList<CommandRuns> measured = series.Run([.. request.Ways.Select(way => (way.Name, (Func<RunResult>)(() =>
        {
            cold.Evict();
            return RunOnce(way, isPiped: way == NamedWay.Stream && files.Count == 1 && !HuggingFaceModel.Recognises(request.Model));
        })))]);
        List<string> notes = [.. cold.Notes];
        if (series.WasInterrupted)
            notes.Add(StatSeries.InterruptedNote);
        return new Measurement(measured, Metric.Wall, request.Warmups, notes) { Columns = s_columns };
    }

    RunResult RunOnce(NamedWay way, bool isPiped)
    {
        File.Delete(ReportFile);
        using PipeFeeder? feeder = isPiped ? new PipeFeeder(request.Model, Path.Combine(_folder.FullName, "pipe")) : null;
        string model = feeder?.Pipe ?? request.Model;
        string[] arguments = request.Prompt is null
            ? [WayRunner.VerbName, way.Name, model, request.Touch ? WayRunner.TouchFlag : WayRunner.OpenFlag]
            : ["run", model, "--load", way.Name, "--max-tokens", "1", "--temperature", "0", "--json", "--", request.Prompt];
        RunResult run = CommandRunner.Run(CommandLine.FromStrings([.. ThisProgram.Words, .. arguments]), new RunSettings { OutputFile = ReportFile });
        return run with { ReadyUs = run.ExitCode == 0 ? ReadReady() : null };
    }

    // Of a run, all the time until its only token was there.
    long? ReadReady()
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(ReportFile));
        JsonElement root = report.RootElement;
        return request.Prompt is null ? root.GetProperty(WayRunner.ReadyMember).GetInt64() : root.GetProperty("times_us").GetProperty("total").GetInt64();
    }
}
