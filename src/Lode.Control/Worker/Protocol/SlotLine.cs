using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>The line of a slot, by which a client makes calls of its sequence. No guest sees it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
struct SlotLine
{
    /// <summary>Counted up by the client for each call, after everything else was written.</summary>
    public uint Call;

    /// <summary>By the client: what for, a <see cref="ControlPhase"/>.</summary>
    public uint Phase;

    /// <summary>By the worker, last: the call that ended. The client sleeps on it.</summary>
    public uint Done;

    /// <summary>By the worker: the verdict, unchecked.</summary>
    public int Verdict;

    /// <summary>By the worker: how many messages it had sent by itself when the call ended, all in all.</summary>
    public uint Messages;

    /// <summary>1 while the client sleeps: the worker sets it to 0 and wakes it.</summary>
    public uint Sleeping;

    /// <summary>By the worker: how the call ended.</summary>
    public SlotFlags Flags;

    public uint Reserved;

    /// <summary>By the worker: what the call took.</summary>
    public ulong Nanoseconds;
}
