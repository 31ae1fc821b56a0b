using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q6_K: 16 d; 16 x 16 signed scales; 32 x 64 bytes of low nibbles; 16 x 64 bytes of upper bit pairs.</summary>
readonly unsafe struct PanelQ6_K : IPanelType
{
    public static int Columns => 256;

    public static int Bytes => 210 * PanelLayout.Rows;

    public static bool Sixteens => true;

    public static int Offset => 32;

    public static int Centre => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        // Of each 128 columns, sub-blocks 0 and 1 take the low nibbles of the first and second 32 bytes, 2 and 3 the high ones.
        int at = 256 * half + 64 * step + 4 * row;
        TV low = TSimd.ShiftRight(TSimd.Load(block + 288 + 1024 * (sub >> 2) + 512 * (sub & 1) + at), (sub & 2) * 2);
        TV high = TSimd.ShiftRight(TSimd.Load(block + 2336 + 512 * (sub >> 2) + at), 2 * (sub & 3));
        return TSimd.Or(TSimd.And(low, TSimd.Splat(0x0F0F0F0F)), TSimd.ShiftLeft(TSimd.And(high, TSimd.Splat(0x03030303)), 4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Scales<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Multiply(factors, TSimd.ToFloats(TSimd.LoadSignedBytes(block + 32 + 32 * sub + 16 * half + row)));
}
