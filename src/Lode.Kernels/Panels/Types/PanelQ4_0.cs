using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q4_0: 16 d; 4 x 64 bytes of nibbles, those of columns 0 to 15 low.</summary>
readonly unsafe struct PanelQ4_0 : IPanelType
{
    public static int Columns => 32;

    public static int Bytes => 18 * PanelLayout.Rows;

    public static int Offset => 8;

    public static int Centre => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 32 + 64 * step + 4 * row);
        return TSimd.And(half == 0 ? packed : TSimd.ShiftRight(packed, 4), TSimd.Splat(0x0F0F0F0F));
    }
}
