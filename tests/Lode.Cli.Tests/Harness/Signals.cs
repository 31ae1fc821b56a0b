using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lode.Cli.Tests;

/// <summary>Ctrl-C for other processes.</summary>
static partial class Signals
{
    const int Interrupt = 2;

    public static void SendInterrupt(Process process) => Kill(process.Id, Interrupt).ShouldBe(0);

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
