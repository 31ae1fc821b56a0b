using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>IQ4_XS: 16 d; 16 x 16 upper bits of scales; 4 x 16 bytes of their nibbles; 32 x 64 bytes of nibbles that index a table of signed codes.</summary>
readonly unsafe struct PanelIQ4_XS : IPanelType
{
    public static int Columns => 256;

    public static int Bytes => 136 * PanelLayout.Rows;

    public static bool IsSigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV packed = TSimd.Load(block + 128 + 256 * sub + 64 * step + 4 * row);
        return TSimd.NonLinear(TSimd.And(half == 0 ? packed : TSimd.ShiftRight(packed, 4), TSimd.Splat(0x0F0F0F0F)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Scales<TSimd, TV>(TV factors, byte* block, int row, int sub, int half) where TSimd : struct, ISimd<TV> where TV : struct
    {
        TV low = TSimd.And(TSimd.ShiftRightInts(TSimd.LoadBytes(block + 64 + 16 * (sub >> 1) + row), 4 * (sub & 1)), TSimd.Splat(15));
        TV high = TSimd.And(TSimd.ShiftRightInts(TSimd.LoadShorts(block + 32 + 2 * row), 2 * sub), TSimd.Splat(3));
        TV scales = TSimd.AddInts(TSimd.Or(low, TSimd.ShiftLeftInts(high, 4)), TSimd.Splat(-32));
        return TSimd.Multiply(factors, TSimd.ToFloats(scales));
    }
}
