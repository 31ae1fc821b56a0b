using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>What has happened, as it lies in a guest's memory (<c>event</c> of preview 1).</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
struct Event
{
    public const int Bytes = 32;
    public const ushort HangUp = 1;

    [FieldOffset(0)] public ulong UserData;
    [FieldOffset(8)] public Errno Error;
    [FieldOffset(10)] public EventKind Kind;
    [FieldOffset(16)] public ulong Available;
    [FieldOffset(24)] public ushort Flags;
}
