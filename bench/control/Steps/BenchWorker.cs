using System.Diagnostics;

namespace Lode.Control.Bench.Steps;

/// <summary>A worker in another process: this program, started again.</summary>
sealed class BenchWorker : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lode-bench-");
    readonly Process _process;

    public BenchWorker()
    {
        Socket = Path.Combine(_folder.FullName, "socket");
        _process = Process.Start(BenchProcess.Again("--serve-at", Socket))!;
        if (_process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException("the worker ended at once");
    }

    public string Socket { get; }

    /// <summary>Microseconds of CPU time.</summary>
    public double Cpu => Clock.CpuOf(_process.Id);

    /// <summary>In the other process: serves until its input ends.</summary>
    public static int Serve(string socket)
    {
        using CancellationTokenSource end = new();
        using WorkerServer server = new(socket, new() { Tokenizer = BenchTokenizer.Make(StepBenchmark.KnownTokens), AllowedFolders = ["/"] });
        Thread watch = new(() =>
        {
            while (Console.ReadLine() is not null)
            {
            }
            end.Cancel();
        });
        watch.Start();
        Console.WriteLine("ready");
        try
        {
            server.Run(end.Token);
        }
        catch (OperationCanceledException)
        {
        }
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
            _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
