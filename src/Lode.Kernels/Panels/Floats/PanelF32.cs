using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>F32: as they are.</summary>
readonly unsafe struct PanelF32 : IFloatPanelType
{
    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct => TSimd.Load(address);
}
