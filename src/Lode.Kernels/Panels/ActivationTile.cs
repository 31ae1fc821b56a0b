using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>The memory layout of quantised activations: 1 or 4 rows together, 32 columns after 32 columns.</summary>
/// <remarks>
/// For T rows, each 32 columns take 48 T bytes: the codes <c>[T, 32]</c> (signed bytes, -127 to 127), then of each row the scale (binary32),
/// scale times the sum of its codes (binary32), and two pairs of 16-bit sums: of all its codes, and of the first 16. The lower 16 bits of a
/// pair are the sum over columns 0, 1, 4, 5, 8, 9 and so on, the upper over the others. A value is scale times code. A row's numbers do not depend
/// on its neighbours.
/// </remarks>
static unsafe class ActivationTile
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

    /// <summary>Where the pairs of sums of 32 codes begin, per row of the tile.</summary>
    internal const int Sums = 40;

    /// <summary>Where the pairs of sums of the first 16 codes begin, per row of the tile.</summary>
    internal const int FirstSums = 44;

    /// <summary>The pair of sums of a row, the same for all lanes: of 32 columns, or of either 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TV Pairs<TSimd, TV>(byte* tile, int rows, int row, bool sixteens, int half) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV all = TSimd.Broadcast(tile + rows * Sums + 4 * row);
        if (!sixteens)
            return all;
        TV first = TSimd.Broadcast(tile + rows * FirstSums + 4 * row);
        return half == 0 ? first : TSimd.SubtractShorts(all, first);
    }
}
