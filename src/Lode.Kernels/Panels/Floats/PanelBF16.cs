using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>BF16: the upper halves of binary32.</summary>
readonly unsafe struct PanelBF16 : IFloatPanelType
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct => TSimd.ShiftLeftInts(TSimd.LoadShorts(address), 16);
}
