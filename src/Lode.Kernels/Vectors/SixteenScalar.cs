using System.Runtime.CompilerServices;

namespace Lode.Kernels.Vectors;

/// <summary>Sixteen numbers one after the other: the reference for the vectors.</summary>
[InlineArray(16)]
unsafe struct SixteenScalar : ISixteen<SixteenScalar>
{
    float _first;

    public static SixteenScalar Load(float* source) => Each(i => source[i]);

    public static SixteenScalar LoadBytes(sbyte* source) => Each(i => source[i]);

    public static SixteenScalar Create(float value) => Each(_ => value);

    public static void Store(SixteenScalar values, float* target) => ((ReadOnlySpan<float>)values).CopyTo(new Span<float>(target, 16));

    public static SixteenScalar operator +(SixteenScalar left, SixteenScalar right) => Each(i => left[i] + right[i]);

    public static SixteenScalar operator -(SixteenScalar left, SixteenScalar right) => Each(i => left[i] - right[i]);

    public static SixteenScalar operator *(SixteenScalar left, SixteenScalar right) => Each(i => left[i] * right[i]);

    public static SixteenScalar operator /(SixteenScalar left, SixteenScalar right) => Each(i => left[i] / right[i]);

    public static SixteenScalar MultiplyAdd(SixteenScalar left, SixteenScalar right, SixteenScalar addend) =>
        Each(i => float.MultiplyAddEstimate(left[i], right[i], addend[i]));

    public static SixteenScalar Min(SixteenScalar left, SixteenScalar right) => Each(i => left[i] < right[i] ? left[i] : right[i]);

    public static SixteenScalar Max(SixteenScalar left, SixteenScalar right) => Each(i => left[i] > right[i] ? left[i] : right[i]);

    public static SixteenScalar Abs(SixteenScalar values) => Each(i => MathF.Abs(values[i]));

    public static SixteenScalar WithSign(SixteenScalar magnitudes, SixteenScalar signs) => Each(i => MathF.CopySign(magnitudes[i], signs[i]));

    public static SixteenScalar WhereLess(SixteenScalar left, SixteenScalar right, SixteenScalar yes, SixteenScalar no) =>
        Each(i => left[i] < right[i] ? yes[i] : no[i]);

    public static SixteenScalar Scale(SixteenScalar values, SixteenScalar shifted) => Each(i =>
    {
        int power = BitConverter.SingleToInt32Bits(shifted[i]) - 0x4B400000;
        int half = power >> 1;
        return values[i] * BitConverter.Int32BitsToSingle((half + 127) << 23) * BitConverter.Int32BitsToSingle((power - half + 127) << 23);
    });

    public static SixteenScalar SwapPairs(SixteenScalar values) => Each(i => values[i ^ 1]);

    public static float Sum(SixteenScalar values)
    {
        for (int half = 8; half > 1; half /= 2)
        {
            for (int i = 0; i < half; i++)
                values[i] += values[i + half];
        }
        return values[0] + values[1];
    }

    public static float MaxAcross(SixteenScalar values)
    {
        float most = values[0];
        for (int i = 1; i < 16; i++)
            most = MathF.Max(most, values[i]);
        return most;
    }

    static SixteenScalar Each(Func<int, float> value)
    {
        SixteenScalar result = default;
        for (int i = 0; i < 16; i++)
            result[i] = value(i);
        return result;
    }
}
