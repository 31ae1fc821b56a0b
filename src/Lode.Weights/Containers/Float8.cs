using Lode.Formats;

namespace Lode.Weights;

/// <summary>The 256 values of each float of 8 bits.</summary>
/// <remarks>
/// Source: "FP8 formats for deep learning" (arXiv 2209.05433) for E4M3 and E5M2, "8-bit numerical formats for deep neural networks"
/// (arXiv 2206.02915) for the FNUZ ones, and the OCP microscaling formats for E8M0.
/// </remarks>
static class Float8
{
    static readonly float[] s_e5m2 = Table(2, 15, fnuz: false, isNaN: magnitude => magnitude > 0x7C, isInfinite: magnitude => magnitude == 0x7C);
    static readonly float[] s_e4m3 = Table(3, 7, fnuz: false, isNaN: magnitude => magnitude == 0x7F, isInfinite: _ => false);
    static readonly float[] s_e4m3Fnuz = Table(3, 8, fnuz: true, isNaN: _ => false, isInfinite: _ => false);
    static readonly float[] s_e5m2Fnuz = Table(2, 16, fnuz: true, isNaN: _ => false, isInfinite: _ => false);
    static readonly float[] s_e8m0 = [.. Enumerable.Range(0, 255).Select(code => MathF.ScaleB(1, code - 127)), float.NaN];

    public static ReadOnlySpan<float> Values(SafetensorsType type) => type switch
    {
        SafetensorsType.F8_E5M2 => s_e5m2,
        SafetensorsType.F8_E4M3 => s_e4m3,
        SafetensorsType.F8_E4M3FNUZ => s_e4m3Fnuz,
        SafetensorsType.F8_E5M2FNUZ => s_e5m2Fnuz,
        SafetensorsType.F8_E8M0 => s_e8m0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a float of 8 bits"),
    };

    /// <param name="mantissaBits">Bits of the mantissa.</param>
    /// <param name="bias">What the stored exponent is above the real one.</param>
    /// <param name="fnuz">Whether the code of a negative zero is NaN.</param>
    /// <param name="isNaN">Tells NaN by the code without its sign.</param>
    /// <param name="isInfinite">Tells infinity likewise.</param>
    static float[] Table(int mantissaBits, int bias, bool fnuz, Predicate<int> isNaN, Predicate<int> isInfinite)
    {
        float[] values = new float[256];
        for (int code = 0; code < 256; code++)
        {
            int magnitude = code & 0x7F, exponent = magnitude >> mantissaBits, mantissa = magnitude & ((1 << mantissaBits) - 1);
            float value = exponent == 0
                ? MathF.ScaleB(mantissa, 1 - bias - mantissaBits)
                : MathF.ScaleB(mantissa + (1 << mantissaBits), exponent - bias - mantissaBits);
            value = isNaN(magnitude) ? float.NaN : isInfinite(magnitude) ? float.PositiveInfinity : value;
            values[code] = fnuz && code == 0x80 ? float.NaN : code >= 0x80 ? -value : value;
        }
        return values;
    }
}
