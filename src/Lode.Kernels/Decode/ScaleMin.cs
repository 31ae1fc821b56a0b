using System.Runtime.CompilerServices;

namespace Lode.Kernels.Decode;

/// <summary>The eight 6-bit scales and minima that Q4_K and Q5_K pack into 12 bytes.</summary>
/// <remarks>
/// Bytes 0-3 and 4-7: scales and minima 0-3 in the low six bits, and above them the upper bit pairs of scales and minima 4-7, whose low
/// nibbles share bytes 8-11 (scale low, minimum high).
/// </remarks>
static unsafe class ScaleMin
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Scale(byte* packed, int sub) =>
        sub < 4 ? packed[sub] & 63 : (packed[sub + 4] & 0x0F) | packed[sub - 4] >> 6 << 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Min(byte* packed, int sub) =>
        sub < 4 ? packed[sub + 4] & 63 : packed[sub + 4] >> 4 | packed[sub] >> 6 << 4;
}
