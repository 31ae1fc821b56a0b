using System.Diagnostics;

namespace Lode.Control.Tests;

/// <summary>This test program once more, in another process: it does what it is told by lines, and answers each by a line.</summary>
sealed class OtherProcess : IDisposable
{
    internal const string Variable = "LODE_TEST_OTHER_PROCESS";
    internal const string Answer = "answer: ";
    readonly Process _process;

    internal OtherProcess(string kind)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        ProcessStartInfo start = new(host)
        {
            ArgumentList = { typeof(OtherProcess).Assembly.Location, "-noLogo", "-noColor", "-class", typeof(OtherHalf).FullName! },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[Variable] = kind;
        _process = Process.Start(start)!;
        Ask("").ShouldBe("ready");
    }

    internal int Id => _process.Id;

    /// <summary>Says a line, and gives the answer.</summary>
    internal string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        while (true)
        {
            Task<string?> read = _process.StandardOutput.ReadLineAsync();
            if (!read.Wait(TimeSpan.FromSeconds(120)))
                throw new TimeoutException($"the other process does not answer '{line}'");
            if (read.Result is not { } found)
                throw new InvalidOperationException($"the other process has ended at '{line}'");
            int at = found.IndexOf(Answer, StringComparison.Ordinal);
            if (at >= 0)
                return found[(at + Answer.Length)..];
        }
    }

    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
