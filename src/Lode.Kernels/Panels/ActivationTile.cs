namespace Lode.Kernels.Panels;

/// <summary>The memory layout of quantised activations: 1 or 4 rows together, 32 columns after 32 columns.</summary>
/// <remarks>
/// For T rows, each 32 columns take 48 T bytes: the codes <c>[T, 32]</c> (signed bytes, -127 to 127), then of each row the scale (binary32),
/// scale times the sum of its codes (binary32), the sum of its 32 codes, and of the first 16 (32-bit integers). A value is scale times code.
/// A row's numbers do not depend on its neighbours.
/// </remarks>
static class ActivationTile
{
    /// <summary>Columns per block.</summary>
    internal const int Columns = 32;

    /// <summary>The rows of a full tile.</summary>
    internal const int Rows = 4;

    /// <summary>Bytes per row and block.</summary>
    internal const int RowBlockBytes = 48;

    /// <summary>Where the scales begin, per row of the tile.</summary>
    internal const int Scales = 32;

    /// <summary>Where the scaled sums begin, per row of the tile.</summary>
    internal const int ScaledSums = 36;

    /// <summary>Where the sums of 32 codes begin, per row of the tile.</summary>
    internal const int Sums = 40;

    /// <summary>Where the sums of the first 16 codes begin, per row of the tile.</summary>
    internal const int FirstSums = 44;
}
