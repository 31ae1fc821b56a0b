using System.Diagnostics;

namespace Lode.Memory.Tests;

/// <summary>This test program once more, in the middle of writing a file and never done.</summary>
public sealed class WritingProcess : IDisposable
{
    const string TargetVariable = "LODE_TEST_OUTPUT_TARGET";
    readonly Process _process;

    /// <summary>For the test runner, in the other process.</summary>
    public WritingProcess() => _process = Process.GetCurrentProcess();

    WritingProcess(Process process) => _process = process;

    /// <summary>Starts a process and waits until the file is there, unfinished.</summary>
    internal static WritingProcess Start(string target)
    {
        Process process = TestProcess.Start(typeof(WritingProcess), (TargetVariable, target));
        string folder = Path.GetDirectoryName(target)!;
        while (!Directory.EnumerateFiles(folder, "*.lode-tmp").Any(file => new FileInfo(file).Length > 0))
        {
            process.HasExited.ShouldBeFalse("it ended before it could be killed");
            Thread.Sleep(5);
        }
        return new WritingProcess(process);
    }

    internal void Kill()
    {
        _process.Kill(); // SIGKILL
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (_process.Id != Environment.ProcessId && !_process.HasExited)
            Kill();
        _process.Dispose();
    }

    [Fact]
    public void In_the_other_process()
    {
        string? target = Environment.GetEnvironmentVariable(TargetVariable);
        Assert.SkipWhen(target is null, "the other half of the tests of strays");
        using OutputFile file = new(target);
        file.Reserve(1 << 20);
        file.Write(new byte[100_000]);
        file.Flush();
        Thread.Sleep(TimeSpan.FromMinutes(2)); // until it is killed
    }
}
