using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>The first 64 bytes of each message: docs/control-protocol.md.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
record struct WorkerHeader
{
    public uint Magic;
    public uint Version;
    public WorkerKind Kind;

    /// <summary>The client's number of a question, which its answer repeats.</summary>
    public uint Tag;

    /// <summary>A controller or a request, as the worker numbered it.</summary>
    public uint Object;

    public uint Slot;

    /// <summary>Of an answer: 0, 1 + a <see cref="ControllerFault"/>, or one of <see cref="WorkerProtocol"/>.</summary>
    public uint Error;

    /// <summary>Bytes that follow.</summary>
    public uint Length;

    public ulong A;
    public ulong B;
    public ulong C;
    public ulong D;

    public static WorkerHeader Of(WorkerKind kind) =>
        new() { Magic = WorkerProtocol.MessageMagic, Version = WorkerProtocol.Version, Kind = kind };
}
