using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q4_K: 16 d; 16 dmin; 12 x 16 bytes of scales and minima; 32 x 64 bytes of nibbles, 8 for each 64 columns.</summary>
readonly unsafe struct PanelQ4_K : IPanelType
{
    public static int Columns => 256;

    public static int Bytes => 144 * PanelLayout.Rows;

    public static bool IsAffine => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 256 + 512 * (sub >> 1) + 256 * half + 64 * step + 4 * row);
        return TSimd.And(TSimd.ShiftRight(packed, 4 * (sub & 1)), TSimd.Splat(0x0F0F0F0F));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Scales<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Multiply(factors, PackedScales6.Scale<TSimd, TV>(block + 64 + row, sub));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV AddendFactors<TSimd, TV>(byte* block, int row) where TSimd : struct, ISimd<TV> where TV : struct =>
        Halves.LoadNegated<TSimd, TV>(block + 32 + 2 * row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Addends<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Multiply(factors, PackedScales6.Minimum<TSimd, TV>(block + 64 + row, sub));
}
