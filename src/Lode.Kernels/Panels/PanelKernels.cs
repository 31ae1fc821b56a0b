namespace Lode.Kernels.Panels;

/// <summary>The kernels that multiply a panel with a tile of activations, chosen once by format and instruction set.</summary>
/// <remarks>
/// A kernel takes the panel, its columns (whole blocks), the tile (<see cref="ActivationTile"/>, of 1 or 4 rows) and room for the sums
/// <c>[tokens, 16]</c>. Integer sums are exact; per row and token, the 32 columns (16 where the format has a scale for 16) are then added in
/// ascending order, each as <c>fma(dot, scale * activationScale, sum)</c>, and <c>fma(-minimum, activationSum, sum)</c> where the format has
/// minima. So a result is the same to the bit on every path and whatever else is in the tile.
/// </remarks>
static unsafe class PanelKernels
{
    /// <summary>Formats with kernels.</summary>
    internal static bool IsSupported(TensorFormat format) =>
        format is TensorFormat.Q4_0 or TensorFormat.Q4_1 or TensorFormat.Q8_0 or TensorFormat.Q4_K or TensorFormat.Q6_K;

    /// <summary>Multiplies with one row of activations.</summary>
    internal static void One(TensorFormat format, byte* panel, nint columns, byte* tile, float* sums) =>
        Multiply<OneToken>(format, panel, columns, tile, sums);

    /// <summary>Multiplies with four rows of activations.</summary>
    internal static void Four(TensorFormat format, byte* panel, nint columns, byte* tile, float* sums) =>
        Multiply<FourTokens>(format, panel, columns, tile, sums);

    static void Multiply<T>(TensorFormat format, byte* panel, nint columns, byte* tile, float* sums) where T : struct, ITokenCount
    {
        delegate*<byte*, nint, byte*, float*, void> kernel = Avx2Panel.IsSupported ? Avx2<T>(format) : null;
        if (kernel != null)
            kernel(panel, columns, tile, sums);
        else
            PanelScalar.Multiply(format, panel, columns, tile, T.Count, sums);
    }

    static delegate*<byte*, nint, byte*, float*, void> Avx2<T>(TensorFormat format) where T : struct, ITokenCount => format switch
    {
        TensorFormat.Q4_0 => &Avx2Blocks.Multiply<Avx2Q4_0, T>,
        TensorFormat.Q4_1 => &Avx2Blocks.Multiply<Avx2Q4_1, T>,
        TensorFormat.Q8_0 => &Avx2Blocks.Multiply<Avx2Q8_0, T>,
        TensorFormat.Q4_K => &Avx2Q4_K.Multiply<T>,
        TensorFormat.Q6_K => &Avx2Q6_K.Multiply<T>,
        _ => null,
    };
}
