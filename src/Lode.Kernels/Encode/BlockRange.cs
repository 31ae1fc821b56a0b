using System.Runtime.CompilerServices;

namespace Lode.Kernels.Encode;

/// <summary>The smallest and the largest of the 32 values of a block; of zeros the sign of the first, as ggml keeps it.</summary>
readonly unsafe struct BlockRange
{
    /// <summary>The smallest value.</summary>
    internal readonly float Min;

    /// <summary>The largest value.</summary>
    internal readonly float Max;

    /// <summary>Whether the block holds no infinity and no NaN; if it does, the others mean nothing.</summary>
    internal readonly bool IsFinite;

    BlockRange(float min, float max, bool isFinite) => (Min, Max, IsFinite) = (min, max, isFinite);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static BlockRange Of<T>(float* source) where T : struct, IFloats<T>
    {
        T min = T.Load(source);
        T max = min;
        T magnitude = T.MaxMagnitude(T.Create(0), min);
        for (int i = T.Width; i < 32; i += T.Width)
        {
            T values = T.Load(source + i);
            min = T.Min(min, values);
            max = T.Max(max, values);
            magnitude = T.MaxMagnitude(magnitude, values);
        }
        float low = T.MinAcross(min), high = T.MaxAcross(max);
        // Which zero the vectors found is their own affair; the sign of a minimum of zero and of a scale of zero is stored.
        if (low == 0)
            low = FirstZero(source);
        return new(low, high == 0 && low == 0 ? low : high, T.AllFinite(magnitude));
    }

    /// <summary>The first value with the largest magnitude, with its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Extreme(float* source)
    {
        if (Max > -Min)
            return Max;
        if (Max < -Min)
            return Min;
        return Max == 0 ? 0 : FirstOf(source, Max);
    }

    static float FirstZero(float* source)
    {
        while (*source != 0)
            source++;
        return *source;
    }

    static float FirstOf(float* source, float magnitude)
    {
        while (MathF.Abs(*source) != magnitude)
            source++;
        return *source;
    }
}
