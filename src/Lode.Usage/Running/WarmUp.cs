using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Lode.Usage.Interop;

namespace Lode.Usage.Running;

/// <summary>Runs through everything that happens while the clock runs, so that nothing of it is compiled or bound in that time.</summary>
[SupportedOSPlatform("linux")]
static class WarmUp
{
    static readonly Lock s_gate = new();
    static bool s_done;

    public static void Once()
    {
        lock (s_gate)
        {
            if (s_done)
                return;
            s_done = true;
            RunNothing();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void RunNothing()
    {
        // A program that is not there: the start fails in the new process, before its exec.
        using (LinuxRun run = new(CommandLine.FromStrings("/dev/null/nothing"), new RunSettings { SamplesPerSecond = 0 }))
        {
            try
            {
                run.Execute(default);
            }
            catch (CommandNotFoundException)
            {
            }
        }

        // This process is no child of itself, which all of these calls find out.
        ChildProcess self = new(Environment.ProcessId, ownGroup: false);
        ExitTracer.Seize(self, fromStart: true)?.Dispose();
        using (ExitTracer tracer = new(self, fromStart: true))
        {
            tracer.ReadMemory();
            tracer.Continue(0);
        }
        try
        {
            self.WaitForChange(out _);
        }
        catch (InvalidOperationException)
        {
        }
        self.TryTakeStop(out _);
        self.TakeEnd(out _);
    }
}
