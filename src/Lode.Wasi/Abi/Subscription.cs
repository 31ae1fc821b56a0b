using System.Runtime.InteropServices;

namespace Lode.Wasi;

/// <summary>What a guest waits for, as it lies in its memory (<c>subscription</c> of preview 1).</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
readonly struct Subscription
{
    public const int Bytes = 48;
    const ushort AbsoluteFlag = 1;

    [FieldOffset(0)] public readonly ulong UserData;
    [FieldOffset(8)] public readonly EventKind Kind;

    /// <summary>Of a clock: which one.</summary>
    [FieldOffset(16)] public readonly uint Clock;

    /// <summary>Of anything else: the descriptor.</summary>
    [FieldOffset(16)] public readonly uint Descriptor;
    [FieldOffset(24)] public readonly ulong Timeout;
    [FieldOffset(40)] readonly ushort _flags;

    /// <summary>The timeout is a moment, not a length.</summary>
    public bool IsAbsolute => (_flags & AbsoluteFlag) != 0;
}
