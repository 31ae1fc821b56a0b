namespace Lode.Usage.Interop;

/// <summary>Stops a process for a moment when it is about to exit, while its memory is still there to be read.</summary>
/// <remarks>
/// By <c>PTRACE_SEIZE</c> before its <c>exec</c>, with <c>PTRACE_O_TRACEEXIT</c> and, to know how many programs it was, <c>TRACEEXEC</c>; which needs no privileges for a child. All calls must come from one thread: the
/// one that seized. Source: <c>ptrace(2)</c>.
/// </remarks>
sealed class ExitTracer : IDisposable
{
    const int StatusBytes = 4096;
    readonly ChildProcess _child;
    readonly ProcFile? _status;
    readonly bool _fromStart;
    int _programs;

    /// <summary>The reader of a process; <see cref="Seize"/> makes it one that also stops it.</summary>
    public ExitTracer(ChildProcess child, bool fromStart)
    {
        _fromStart = fromStart;
        _child = child;
        _status = ProcFile.Open(child.Id, "status"u8);
    }

    /// <summary>The memory at the exit; null when the process could not be stopped there.</summary>
    public ProcessStatus? AtExit { get; private set; }

    /// <summary>Whether the process then ran another program than in the beginning, whose memory is all that is known.</summary>
    public bool ReplacedItself => _programs > (_fromStart ? 1 : 0);

    /// <summary>Whether other threads were there at the exit, which may have gone on.</summary>
    public bool HadThreads { get; private set; }

    /// <summary>Begins to trace; null when the process is gone already or the kernel refuses.</summary>
    /// <param name="child">The process.</param>
    /// <param name="fromStart">Whether it has not begun to run the command yet.</param>
    public static ExitTracer? Seize(ChildProcess child, bool fromStart) =>
        ProcessCalls.Trace(ProcessCalls.Seize, child.Id, 0, ProcessCalls.TraceExec | ProcessCalls.TraceExit) == 0 ? new ExitTracer(child, fromStart) : null;

    /// <summary>Takes note of a program that begins; the first is the command itself.</summary>
    public void CountProgram() => _programs++;

    /// <summary>Reads the memory; to be called at the stop.</summary>
    public void ReadMemory()
    {
        Span<byte> buffer = stackalloc byte[StatusBytes];
        ReadOnlySpan<byte> text = _status is null ? default : _status.Read(buffer);
        ProcessStatus status = ProcessStatus.Parse(text);
        if (status.Peak is null)
            return; // another thread has taken the memory down with it
        AtExit = status;
        HadThreads = text.IndexOf("\nThreads:\t1\n"u8) < 0;
    }

    /// <summary>Lets the process go on, with the signal that it was about to receive, or 0.</summary>
    public void Continue(int signal) => _ = ProcessCalls.Trace(ProcessCalls.Continue, _child.Id, 0, signal);

    /// <summary>Leaves the process stopped, until it is resumed as if nobody traced it.</summary>
    public void Listen() => _ = ProcessCalls.Trace(ProcessCalls.Listen, _child.Id, 0, 0);

    public void Dispose() => _status?.Dispose();
}
