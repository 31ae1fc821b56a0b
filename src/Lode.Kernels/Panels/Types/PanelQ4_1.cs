using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q4_1: 16 d; 16 m; 4 x 64 bytes of nibbles.</summary>
readonly unsafe struct PanelQ4_1 : IPanelType
{
    public static int Columns => 32;

    public static int Bytes => 20 * PanelLayout.Rows;

    public static bool IsAffine => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 64 + 64 * step + 4 * row);
        return TSimd.And(half == 0 ? packed : TSimd.ShiftRight(packed, 4), TSimd.Splat(0x0F0F0F0F));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV AddendFactors<TSimd, TV>(byte* block, int row) where TSimd : struct, ISimd<TV> where TV : struct =>
        Halves.Load<TSimd, TV>(block + 32 + 2 * row);
}
