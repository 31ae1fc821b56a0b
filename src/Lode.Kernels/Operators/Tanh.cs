using System.Runtime.CompilerServices;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>The hyperbolic tangent of 16 lanes.</summary>
static class Tanh
{
    /// <summary>Below this the fraction has no error that binary32 can show (8e-10); above it 1 - 2 / (exp(2x) + 1) cancels nothing.</summary>
    const float Small = 0.625f;

    /// <summary>Within 3 units in the last place; a NaN stays one, infinities become 1 and -1.</summary>
    /// <remarks>Near zero, Lambert's continued fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))), cut off behind the 9.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Of<T>(T x) where T : struct, ISixteen<T>
    {
        T magnitude = T.Abs(x);
        T square = x * x;
        T above = T.Create(945) + square * (T.Create(105) + square);
        T below = T.Create(945) + square * (T.Create(420) + square * T.Create(15));
        T large = T.Create(1) - T.Create(2) / (Exponential.Of(magnitude + magnitude) + T.Create(1));
        return T.WhereLess(magnitude, T.Create(Small), x * above / below, T.WithSign(large, x));
    }
}
