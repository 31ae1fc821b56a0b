namespace Lode.Usage.Interop;

/// <summary>The status word of <c>wait4</c>. Source: <c>wait(2)</c>, <c>ptrace(2)</c>.</summary>
readonly record struct WaitStatus(int Value)
{
    const int ExecEvent = 4; // PTRACE_EVENT_EXEC
    const int ExitEvent = 6; // PTRACE_EVENT_EXIT
    const int StopEvent = 128; // PTRACE_EVENT_STOP

    /// <summary>The word for a stop, from what <c>waitid</c> calls the status of it: the signal and, above it, the event.</summary>
    public static WaitStatus OfStop(int stop) => new(stop << 8 | 0x7f);

    /// <summary>The signal that stopped the process.</summary>
    public int StopSignal => (Value >> 8) & 0xff;

    /// <summary>Whether a traced process is about to exit, with its memory still there.</summary>
    public bool IsExitEvent => Event == ExitEvent;

    /// <summary>Whether a traced process has just begun to run another program.</summary>
    public bool IsExecEvent => Event == ExecEvent;

    /// <summary>Whether a traced process was stopped by job control, or resumed from such a stop (then the signal is SIGTRAP).</summary>
    public bool IsStopEvent => Event == StopEvent;

    /// <summary>The signal that ended the process; null when it exited.</summary>
    public int? EndSignal => (Value & 0x7f) == 0 ? null : Value & 0x7f;

    /// <summary>The exit code, or 128 and the signal.</summary>
    public int ExitCode => EndSignal is int signal ? 128 + signal : (Value >> 8) & 0xff;

    int Event => (Value >> 16) & 0xff;
}
