using System.Runtime.CompilerServices;
using Lode.Kernels.Vectors;

namespace Lode.Kernels.Operators;

/// <summary>The exponential function of 16 lanes.</summary>
static class Exponential
{
    const float Shifter = 12582912; // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
    const float LogHigh = 0.693359375f; // ln 2 in two parts; n times the first is exact
    const float LogLow = -2.12194440e-4f;

    /// <summary>Within 2 units in the last place, also where the result is subnormal; above 88.73 infinity, below -104 zero; a NaN stays one.</summary>
    /// <remarks>
    /// x = n ln 2 + r, and e^r by the polynomial of the Cephes library (S. L. Moshier, <c>expf</c>), whose coefficients are the best for
    /// binary32 on r from -ln 2 / 2 to ln 2 / 2.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Of<T>(T x) where T : struct, ISixteen<T>
    {
        x = T.Min(T.Create(89.5f), T.Max(T.Create(-104.5f), x)); // in this order a NaN comes through
        T shifted = T.MultiplyAdd(x, T.Create(1.44269504088896341f), T.Create(Shifter));
        T n = shifted - T.Create(Shifter);
        T r = T.MultiplyAdd(n, T.Create(-LogLow), T.MultiplyAdd(n, T.Create(-LogHigh), x));
        T p = T.MultiplyAdd(r, T.Create(1.9875691500e-4f), T.Create(1.3981999507e-3f));
        p = T.MultiplyAdd(p, r, T.Create(8.3334519073e-3f));
        p = T.MultiplyAdd(p, r, T.Create(4.1665795894e-2f));
        p = T.MultiplyAdd(p, r, T.Create(1.6666665459e-1f));
        p = T.MultiplyAdd(p, r, T.Create(5.0000001201e-1f));
        p = T.MultiplyAdd(p, r * r, r) + T.Create(1);
        return T.Scale(p, shifted);
    }
}
