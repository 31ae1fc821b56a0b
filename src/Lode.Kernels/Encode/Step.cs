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

    /// <summary>Whether a step that is not zero has no finite inverse. Codes mean nothing then (the step is stored as zero), and ggml's are all 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsTooSmall(float step) => step != 0 && !float.IsFinite(1 / step);
}
