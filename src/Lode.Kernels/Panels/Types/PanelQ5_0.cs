using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q5_0: 16 d; 64 bytes of fifth bits, 32 per row; 4 x 64 bytes of nibbles.</summary>
readonly unsafe struct PanelQ5_0 : IPanelType
{
    public static int Columns => 32;

    public static int Bytes => 22 * PanelLayout.Rows;

    public static int Offset => 16;

    public static int Centre => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 96 + 64 * step + 4 * row);
        TV nibbles = TSimd.And(half == 0 ? packed : TSimd.ShiftRight(packed, 4), TSimd.Splat(0x0F0F0F0F));
        return TSimd.Or(nibbles, FifthBits.Spread<TSimd, TV>(TSimd.Load(block + 32 + 4 * row), 16 * half + 4 * step));
    }
}
