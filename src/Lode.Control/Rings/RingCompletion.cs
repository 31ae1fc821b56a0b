using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>What became of an operation, as it lies in the completion queue.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
record struct RingCompletion
{
    /// <summary>The operation's own number.</summary>
    public ulong User;

    /// <summary>Bytes that were read, 0 at the end; or an error number, negative.</summary>
    public long Value;
}
