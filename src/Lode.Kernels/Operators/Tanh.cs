using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Operators;

/// <summary>The hyperbolic tangent of 16 lanes.</summary>
static class Tanh
{
    /// <summary>Below this the fraction has no error that binary32 can show (8e-10); above it 1 - 2 / (exp(2x) + 1) cancels nothing.</summary>
    const float Small = 0.625f;

    /// <summary>Within 3 units in the last place; a NaN stays one, infinities become 1 and -1.</summary>
    /// <remarks>Near zero, Lambert's continued fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))), cut off behind the 9.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> magnitude = Vector512.Abs(x);
        Vector512<float> square = x * x;
        Vector512<float> above = Vector512.Create(945f) + square * (Vector512.Create(105f) + square);
        Vector512<float> below = Vector512.Create(945f) + square * (Vector512.Create(420f) + square * 15f);
        Vector512<float> large = Vector512<float>.One
            - Vector512.Create(2f) / (Vector512.Exp(magnitude + magnitude) + Vector512<float>.One);
        Vector512<float> signed = large | (x & Vector512.Create(-0f));
        return Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(Small)), x * above / below, signed);
    }
}
