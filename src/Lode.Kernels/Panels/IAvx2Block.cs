namespace Lode.Kernels.Panels;

/// <summary>A format with blocks of 32 columns: how half a panel of one block is multiplied in 256-bit vectors.</summary>
unsafe interface IAvx2Block
{
    /// <summary>Bytes of 16 blocks.</summary>
    static abstract int Bytes { get; }

    /// <summary>Adds the products of 8 rows.</summary>
    /// <param name="block">The 16 blocks.</param>
    /// <param name="half">0 or 1: which 8 of the rows.</param>
    /// <param name="tile">The activations of the same 32 columns.</param>
    /// <param name="sums">The sums of these rows: <c>[tokens, 8]</c>, 16 floats apart.</param>
    static abstract void Half<T>(byte* block, int half, byte* tile, float* sums) where T : struct, ITokenCount;
}
