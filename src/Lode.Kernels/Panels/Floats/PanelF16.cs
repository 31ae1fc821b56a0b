using System.Runtime.CompilerServices;

namespace Lode.Kernels.Panels;

/// <summary>F16: every binary16, subnormals and what is not finite included.</summary>
readonly unsafe struct PanelF16 : IFloatPanelType
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct => Halves.Load<TSimd, TV>(address);
}
