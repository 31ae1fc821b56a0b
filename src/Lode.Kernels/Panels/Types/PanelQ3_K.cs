using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q3_K: 16 d; 12 x 16 bytes of scales; 8 x 64 bytes of third bits; 16 x 64 bytes of bit pairs.</summary>
readonly unsafe struct PanelQ3_K : IPanelType
{
    public static int Columns => 256;

    public static int Bytes => 110 * PanelLayout.Rows;

    public static bool Sixteens => true;

    public static int Offset => 4;

    public static int Centre => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV pairs = TSimd.ShiftRight(TSimd.Load(block + 736 + 512 * (sub >> 2) + 256 * half + 64 * step + 4 * row), 2 * (sub & 3));
        TV thirds = TSimd.ShiftRight(TSimd.Load(block + 224 + 256 * half + 64 * step + 4 * row), sub);
        return TSimd.Or(TSimd.And(pairs, TSimd.Splat(0x03030303)), TSimd.ShiftLeft(TSimd.And(thirds, TSimd.Splat(0x01010101)), 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Scales<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct
    {
        // Low nibbles of scales 0 to 7 and 8 to 15 share bytes 0 to 7, the upper bit pairs follow in bytes 8 to 11.
        int scale = 2 * sub + half;
        TV low = TSimd.And(TSimd.ShiftRightInts(TSimd.LoadBytes(block + 32 + 16 * (scale & 7) + row), (scale >> 3) * 4), TSimd.Splat(15));
        TV high = TSimd.And(TSimd.ShiftRightInts(TSimd.LoadBytes(block + 160 + 16 * (scale & 3) + row), (scale >> 2) * 2), TSimd.Splat(3));
        TV scales = TSimd.AddInts(TSimd.Or(low, TSimd.ShiftLeftInts(high, 4)), TSimd.Splat(-32));
        return TSimd.Multiply(factors, TSimd.ToFloats(scales));
    }
}
