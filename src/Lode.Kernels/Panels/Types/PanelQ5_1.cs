using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q5_1: 16 d; 16 m; 64 bytes of fifth bits, 32 per row; 4 x 64 bytes of nibbles.</summary>
readonly unsafe struct PanelQ5_1 : IPanelType
{
    public static int Columns => 32;

    public static int Bytes => 24 * PanelLayout.Rows;

    public static bool IsAffine => true;

    public static int Centre => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 128 + 64 * step + 4 * row);
        TV nibbles = TSimd.And(half == 0 ? packed : TSimd.ShiftRight(packed, 4), TSimd.Splat(0x0F0F0F0F));
        return TSimd.Or(nibbles, FifthBits.Spread<TSimd, TV>(TSimd.Load(block + 64 + 4 * row), 16 * half + 4 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV AddendFactors<TSimd, TV>(byte* block, int row) where TSimd : struct, ISimd<TV> where TV : struct =>
        Halves.Load<TSimd, TV>(block + 32 + 2 * row);
}
