namespace Lode.Kernels.Panels;

/// <summary>A part of a block of a row, and the size of the pieces by which 16 rows are interleaved there.</summary>
/// <param name="Offset">First byte in the block.</param>
/// <param name="Bytes">Length; a multiple of <paramref name="Unit"/>.</param>
/// <param name="Unit">1, 2 or 4 bytes of each row in turn.</param>
readonly record struct PanelField(int Offset, int Bytes, int Unit);
