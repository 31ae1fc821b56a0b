using System.Runtime.CompilerServices;

namespace Lode.Kernels.Encode;

/// <summary>The distance between neighbouring codes.</summary>
static class Step
{
    /// <summary>1 / <paramref name="step"/>, or 0 where that is not a number to multiply with: for a step of zero, and for one so small that only infinity is above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Inverse(float step)
    {
        float inverse = 1 / step;
        return float.IsFinite(inverse) ? inverse : 0;
    }
}
