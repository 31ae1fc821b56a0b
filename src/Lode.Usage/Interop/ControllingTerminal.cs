namespace Lode.Usage.Interop;

/// <summary>Job control: what a shell expects of a command that runs another one.</summary>
static unsafe class ControllingTerminal
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
            SetForeground(terminal, ProcessCalls.OwnGroup());
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
            SetForeground(terminal, child.Id);
    }

    /// <summary>Takes the keyboard back from a group that has ended.</summary>
    public static void TakeBack(ChildProcess child)
    {
        if (Find() is int terminal && ProcessCalls.GetForeground(terminal) == child.Id)
            SetForeground(terminal, ProcessCalls.OwnGroup());
    }

    /// <summary>Gives the keyboard to a group, also from the background, where SIGTTOU would stop this process.</summary>
    /// <remarks>The signal is blocked and not only ignored: .NET, when it restores the terminal's settings, resets how it is handled.</remarks>
    static void SetForeground(int terminal, int group)
    {
        byte* signals = stackalloc byte[ProcessCalls.OpaqueBytes];
        byte* previous = stackalloc byte[ProcessCalls.OpaqueBytes];
        new Span<byte>(signals, ProcessCalls.OpaqueBytes).Clear();
        Signals.Add(new Span<byte>(signals, ProcessCalls.OpaqueBytes), Signals.TerminalOutput);
        _ = ProcessCalls.SetThreadMask(ProcessCalls.Block, signals, previous);
        _ = ProcessCalls.SetForeground(terminal, group);
        _ = ProcessCalls.SetThreadMask(ProcessCalls.Replace, previous, null);
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
