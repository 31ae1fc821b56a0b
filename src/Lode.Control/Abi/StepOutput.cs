using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>What a controller answers, beside its verdict.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public record struct StepOutput
{
    /// <summary>What is used.</summary>
    public StepUses Flags;

    /// <summary>For this token; 0 takes the likeliest.</summary>
    public float Temperature;

    /// <summary>With a splice: tokens to take off the end.</summary>
    public uint Backtrack;

    /// <summary>With a splice: the first of the tokens to append, counted in the pool.</summary>
    public uint TokenStart;

    /// <summary>With a splice: how many.</summary>
    public uint TokenCount;

    /// <summary>With a sample: conditional splices.</summary>
    public uint SpliceCount;

    /// <summary>With a fork: 2 to 16.</summary>
    public uint Branches;
}
