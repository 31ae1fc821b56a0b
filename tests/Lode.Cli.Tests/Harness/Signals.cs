using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lode.Cli.Tests;

/// <summary>Ctrl-C for other processes.</summary>
static partial class Signals
{
    const int Interrupt = 2;
    const int ContinueSignal = 18;
    const int StopSignal = 19;

    public static void SendInterrupt(Process process) => Kill(process.Id, Interrupt).ShouldBe(0);

    /// <summary>Makes a process stand still.</summary>
    public static void Stop(Process process) => Kill(process.Id, StopSignal).ShouldBe(0);

    public static void Continue(Process process) => Kill(process.Id, ContinueSignal).ShouldBe(0);

    /// <summary>Waits until a process has mapped a file: from then on it listens for Ctrl-C.</summary>
    public static void WaitUntilMapped(Process process, string file)
    {
        string name = Path.GetFileName(file);
        while (!process.HasExited && !ReadMaps(process).Contains(name, StringComparison.Ordinal))
            Thread.Sleep(5);
        process.HasExited.ShouldBeFalse("it ended before it could be interrupted");
    }

    static string ReadMaps(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/maps");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
