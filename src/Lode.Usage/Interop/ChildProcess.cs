using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lode.Usage.Interop;

/// <summary>A process that this one started: waits for it, and signals it only while its number is still its own.</summary>
sealed unsafe class ChildProcess(int process, bool ownGroup)
{
    const int CodeOffset = 2, ProcessOffset = 4, StatusOffset = 6; // of si_code, si_pid, si_status in siginfo_t, in ints
    const int LastEndCode = 3; // CLD_EXITED, CLD_KILLED, CLD_DUMPED; stops are above
    readonly Lock _gate = new();
    bool _reaped;

    public int Id => process;

    /// <summary>Whether <see cref="KillTree"/> found it alive; final once the end is taken.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>Blocks until the process ends or stops, and leaves it as it is.</summary>
    /// <param name="timestamp">When that was seen, by <see cref="Stopwatch"/>.</param>
    /// <returns>Whether it ended.</returns>
    /// <exception cref="InvalidOperationException">Somebody else has waited for it.</exception>
    public bool WaitForChange(out long timestamp)
    {
        int* information = stackalloc int[ProcessCalls.OpaqueBytes / sizeof(int)];
        const int Options = ProcessCalls.Exited | ProcessCalls.Stopped | ProcessCalls.Peek | ProcessCalls.All;
        int failed = ProcessCalls.WaitFor(ProcessCalls.ByProcess, process, information, Options);
        timestamp = Stopwatch.GetTimestamp();
        while (failed != 0)
        {
            if (Marshal.GetLastPInvokeError() != ProcessCalls.Interrupted)
                throw new InvalidOperationException($"process {process} was waited for by another part of this program, which took its result");
            failed = ProcessCalls.WaitFor(ProcessCalls.ByProcess, process, information, Options);
            timestamp = Stopwatch.GetTimestamp();
        }
        return information[CodeOffset] <= LastEndCode;
    }

    /// <summary>Takes the stop that was waited for, so that the next wait does not see it again.</summary>
    /// <returns>False when there is none any more: a kill overtook it.</returns>
    public bool TryTakeStop(out WaitStatus status)
    {
        int* information = stackalloc int[ProcessCalls.OpaqueBytes / sizeof(int)];
        information[ProcessOffset] = 0; // and stays so when there is nothing to take
        const int Options = ProcessCalls.Stopped | ProcessCalls.NoHang | ProcessCalls.All; // never the end, which has its own method
        int failed = ProcessCalls.WaitFor(ProcessCalls.ByProcess, process, information, Options);
        status = WaitStatus.OfStop(information[StatusOffset]);
        return failed == 0 && information[ProcessOffset] == process;
    }

    /// <summary>Takes the end that was waited for; the process is gone afterwards.</summary>
    public WaitStatus TakeEnd(out ResourceUsage usage)
    {
        lock (_gate)
        {
            _ = ProcessCalls.Wait(process, out int value, ProcessCalls.NoHang | ProcessCalls.All, out usage);
            _reaped = true;
            return new WaitStatus(value);
        }
    }

    /// <summary>Sends the process a signal, unless it is gone.</summary>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (!_reaped)
                _ = ProcessCalls.Kill(process, signal);
        }
    }

    /// <summary>Resumes the process and, if it leads one, its group.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (!_reaped)
                _ = ProcessCalls.Kill(ownGroup ? -process : process, Signals.Continue);
        }
    }

    /// <summary>Kills the process, its descendants and, if it leads one, its group.</summary>
    public void KillTree()
    {
        lock (_gate)
        {
            if (_reaped)
                return;
            WasKilled = true;
            List<int> victims = [];
            ProcessTree.Freeze(process, victims); // so that none starts another one meanwhile
            if (ownGroup)
                _ = ProcessCalls.Kill(-process, Signals.Killed);
            foreach (int victim in victims)
                _ = ProcessCalls.Kill(victim, Signals.Killed);
        }
    }
}
