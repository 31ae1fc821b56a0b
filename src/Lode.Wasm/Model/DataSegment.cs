namespace Lode.Wasm;

/// <summary>Bytes for a linear memory.</summary>
/// <param name="Mode">When they are copied.</param>
/// <param name="Memory">The index of the memory of an active segment.</param>
/// <param name="Offset">The address of an active segment; null else.</param>
/// <param name="Start">The offset of the bytes in the binary.</param>
/// <param name="Length">The number of bytes.</param>
public sealed record DataSegment(SegmentMode Mode, int Memory, ConstantExpression? Offset, int Start, int Length);
