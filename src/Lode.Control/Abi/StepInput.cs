using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>What the host tells a controller before each call.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public record struct StepInput
{
    /// <summary>The number of the round, from 0.</summary>
    public ulong Round;

    /// <summary>Tokens so far.</summary>
    public uint TokenCount;

    /// <summary>Tokens taken off the end since the last call.</summary>
    public uint Removed;

    /// <summary>Tokens appended since the last call, after that.</summary>
    public uint Appended;

    /// <summary>The token that was sampled last round, also where a splice took it away; -1 for none.</summary>
    public int Sampled;

    /// <summary>The splice that was applied last round, or -1.</summary>
    public int Splice;

    /// <summary>What else is so.</summary>
    public StepNews Flags;

    /// <summary>Calls in a row that took too long and were stopped.</summary>
    public uint Missed;
}
