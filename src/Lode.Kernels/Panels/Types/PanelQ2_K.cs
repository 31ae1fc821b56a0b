using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q2_K: 16 d; 16 dmin; 16 x 16 scales (low nibble) and minima (high); 16 x 64 bytes of bit pairs.</summary>
readonly unsafe struct PanelQ2_K : IPanelType
{
    public static int Columns => 256;

    public static int Bytes => 84 * PanelLayout.Rows;

    public static bool Sixteens => true;

    public static bool IsAffine => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 320 + 512 * (sub >> 2) + 256 * half + 64 * step + 4 * row);
        return TSimd.And(TSimd.ShiftRight(packed, 2 * (sub & 3)), TSimd.Splat(0x03030303));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Scales<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Multiply(factors, TSimd.ToFloats(TSimd.And(Packed<TSimd, TV>(block, row, sub, half), TSimd.Splat(15))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV AddendFactors<TSimd, TV>(byte* block, int row) where TSimd : struct, ISimd<TV> where TV : struct =>
        Halves.LoadNegated<TSimd, TV>(block + 32 + 2 * row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Addends<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Multiply(factors, TSimd.ToFloats(TSimd.ShiftRightInts(Packed<TSimd, TV>(block, row, sub, half), 4)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TV Packed<TSimd, TV>(byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.LoadBytes(block + 64 + 32 * sub + 16 * half + row);
}
