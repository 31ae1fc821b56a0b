namespace Lode.Kernels.Encode;

/// <summary>What differs between the formats of 8 sub-blocks of 32 with scales and minima: how many bits a code has and where they go.</summary>
unsafe interface IAffineLayout
{
    /// <summary>Bytes of a block of 256.</summary>
    static abstract int BytesPerBlock { get; }

    /// <summary>The largest code.</summary>
    static abstract int MaxCode { get; }

    /// <summary>Writes the codes of a block, which follow its two scales and its 12 bytes of sub-scales.</summary>
    /// <param name="codes"><c>[32, lanes]</c>: the code of each value of sub-blocks 0 to 7, which are the first 8 of the lanes.</param>
    /// <param name="target">The block's byte 16.</param>
    static abstract void Pack(byte* codes, byte* target);
}
