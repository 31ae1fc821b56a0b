using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>The first line of the memory that a client and a worker share. No guest sees it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
struct HeaderLine
{
    public uint Magic;
    public uint Version;
    public uint Vocabulary;
    public uint TokenCapacity;
    public uint Slots;
    public uint Process;
    public ulong FirstSlot;
    public ulong SlotBytes;

    /// <summary>Counted up by the client after it wrote calls; the worker sleeps on it.</summary>
    public uint Doorbell;

    /// <summary>1 while the worker sleeps: whoever rings sets it to 0 and wakes it.</summary>
    public uint Sleeping;

    /// <summary>Counted up by the worker with each call and each message that it has done.</summary>
    public uint Served;
}
