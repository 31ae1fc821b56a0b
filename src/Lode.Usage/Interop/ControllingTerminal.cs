namespace Lode.Usage.Interop;

/// <summary>Job control: what a shell expects of a command that runs another one.</summary>
static class ControllingTerminal
{
    /// <summary>Stops this process as its command was stopped, so that the shell notices, until the shell resumes it.</summary>
    /// <param name="signal">The signal that stopped the command.</param>
    /// <param name="child">The command.</param>
    /// <param name="ownGroup">Whether it leads a group of its own, which the shell does not know.</param>
    public static void StopToo(int signal, ChildProcess child, bool ownGroup)
    {
        if (signal is not (Signals.TerminalStop or Signals.TerminalInput or Signals.TerminalOutput) || Find() is not int terminal)
            return; // somebody stopped the command alone
        bool foreground = ProcessCalls.GetForeground(terminal) == child.Id;
        if (ownGroup && foreground && signal != Signals.TerminalStop)
        {
            child.Resume(); // it asked for the terminal before it was handed over
            return;
        }
        if (ownGroup && foreground)
            _ = ProcessCalls.SetForeground(terminal, ProcessCalls.OwnGroup());
        _ = ProcessCalls.Kill(Environment.ProcessId, Signals.Stop); // returns when the shell says so
        if (!ownGroup)
            return; // the shell has resumed it too
        HandOver(child);
        child.Resume();
    }

    /// <summary>Makes the group of a command the one that the keyboard talks to, if this process's was.</summary>
    public static void HandOver(ChildProcess child)
    {
        if (Find() is int terminal && ProcessCalls.GetForeground(terminal) == ProcessCalls.OwnGroup())
            _ = ProcessCalls.SetForeground(terminal, child.Id);
    }

    /// <summary>Takes the keyboard back from a group that has ended.</summary>
    public static void TakeBack(ChildProcess child)
    {
        if (Find() is int terminal && ProcessCalls.GetForeground(terminal) == child.Id)
            _ = ProcessCalls.SetForeground(terminal, ProcessCalls.OwnGroup());
    }

    static int? Find()
    {
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (ProcessCalls.GetForeground(descriptor) >= 0)
                return descriptor;
        }
        return null;
    }
}
