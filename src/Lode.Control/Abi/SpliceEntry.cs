using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>What happens when one of some tokens is sampled. Places count tokens in the pool of the step region.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public record struct SpliceEntry
{
    /// <summary>The first of the tokens that bring it about.</summary>
    public uint WhenStart;

    /// <summary>How many these are.</summary>
    public uint WhenCount;

    /// <summary>Tokens to take off the end, the sampled one counted.</summary>
    public uint Backtrack;

    /// <summary>The first of the tokens to append.</summary>
    public uint TokenStart;

    /// <summary>How many these are.</summary>
    public uint TokenCount;
}
