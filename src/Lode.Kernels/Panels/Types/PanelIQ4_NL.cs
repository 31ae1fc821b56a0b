using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>IQ4_NL: 16 d; 4 x 64 bytes of nibbles that index a table of signed codes.</summary>
readonly unsafe struct PanelIQ4_NL : IPanelType
{
    public static int Columns => 32;

    public static int Bytes => 18 * PanelLayout.Rows;

    public static bool IsSigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.NonLinear(PanelQ4_0.Codes<TSimd, TV>(block, row, sub, half, step));
}
