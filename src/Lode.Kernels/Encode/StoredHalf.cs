using Lode.Kernels.Decode;

namespace Lode.Kernels.Encode;

/// <summary>A scale as a super-block can store it.</summary>
static class StoredHalf
{
    /// <summary>The nearest finite binary16, but no zero for a scale that is not: the integers beside it can still make something of the smallest step.</summary>
    internal static float Of(float scale)
    {
        float magnitude = MathF.Abs(scale);
        if (magnitude == 0)
            return 0;
        return MathF.CopySign(Math.Clamp(HalfBits.ToSingle(HalfBits.FromSingle(magnitude)), 5.9604645e-8f, 65504f), scale);
    }
}
