namespace Lode.Kernels.Panels;

/// <summary>Up to 128 columns of a panel as binary32: <c>[columns, 16]</c>.</summary>
/// <remarks>
/// Products of 32 columns, a run, are added one after another by fused operations, from zero; then the four runs r of a strip as
/// <c>(r0 + r1) + (r2 + r3)</c>, and that to the sum. Runs past the end of the row are zeros. So there are enough independent sums for one row of
/// inputs, and rounding errors stay small.
/// </remarks>
static class FloatStrip
{
    /// <summary>Columns of a full strip.</summary>
    internal const int Columns = 128;

    /// <summary>Columns that are added one after another.</summary>
    internal const int Run = 32;

    /// <summary>Bytes of a full strip.</summary>
    internal const int Bytes = Columns * PanelLayout.Rows * sizeof(float);
}
