namespace Lode.DemoModel.Kernels;

/// <summary>The left factor of a product: where its element (i, k) lies. Strides count elements.</summary>
/// <param name="data">Element (0, 0).</param>
/// <param name="row">From (i, k) to (i + 1, k) within eight rows.</param>
/// <param name="column">From (i, k) to (i, k + 1).</param>
/// <param name="strip">From (i, k) to (i + 8, k).</param>
readonly unsafe struct Left(float* data, nint row, nint column, nint strip)
{
    public float* Data => data;

    public nint Row => row;

    public nint Column => column;

    public nint Strip => strip;

    /// <summary>A row-major matrix.</summary>
    public static Left Rows(float* data, nint stride) => new(data, stride, 1, 8 * stride);

    /// <summary>The transpose of a row-major matrix.</summary>
    public static Left Columns(float* data, nint stride) => new(data, 1, stride, 8);

    /// <summary>The transpose of a row-major matrix of <paramref name="depth"/> rows that <see cref="Packing.Strips"/> has packed.</summary>
    public static Left Strips(float* data, nint depth) => new(data, 1, 8, 8 * depth);
}
