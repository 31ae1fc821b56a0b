using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>What a guest wants to be done, as it lies in the submission queue.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
record struct RingSubmission
{
    internal const uint Read = 1;
    internal const uint Cancel = 2;

    /// <summary>For <see cref="Offset"/>: where the last such read ended.</summary>
    internal const ulong OnFromLast = ulong.MaxValue;

    /// <summary><see cref="Read"/> or <see cref="Cancel"/>.</summary>
    public uint Operation;

    /// <summary>The handle of a share.</summary>
    public uint Target;

    /// <summary>Where in the share.</summary>
    public ulong TargetOffset;

    /// <summary>Where in the source; for a cancellation, the user's number of the operation.</summary>
    public ulong Offset;

    /// <summary>Bytes.</summary>
    public uint Length;

    /// <summary>Bytes of the source's name.</summary>
    public uint SourceLength;

    /// <summary>The address of the source's name.</summary>
    public uint Source;

    /// <summary>Zero.</summary>
    public uint Reserved;

    /// <summary>A number that comes back with the completion.</summary>
    public ulong User;
}
