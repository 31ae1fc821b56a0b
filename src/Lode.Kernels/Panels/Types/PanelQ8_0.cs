using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>Q8_0: 16 d; 8 x 64 signed codes.</summary>
readonly unsafe struct PanelQ8_0 : IPanelType
{
    public static int Columns => 32;

    public static int Bytes => 34 * PanelLayout.Rows;

    public static bool IsSigned => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Codes<TSimd, TV>(byte* block, int row, int sub, int half, int step) where TSimd : struct, ISimd<TV> where TV : struct =>
        TSimd.Load(block + 32 + 256 * half + 64 * step + 4 * row);
}
