using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Vectors;

/// <summary>Sixteen numbers in two vectors.</summary>
readonly unsafe struct Sixteen256(Vector256<float> low, Vector256<float> high) : ISixteen<Sixteen256>
{
    const int Shifted = 0x4B400000;

    readonly Vector256<float> _low = low;

    readonly Vector256<float> _high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Load(float* source) => new(Vector256.Load(source), Vector256.Load(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 LoadBytes(sbyte* source)
    {
        (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Load(source));
        Vector256<short> half = Vector256.Create(low, high);
        return new(Vector256.ConvertToSingle(Vector256.WidenLower(half)), Vector256.ConvertToSingle(Vector256.WidenUpper(half)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Create(float value)
    {
        Vector256<float> all = Vector256.Create(value);
        return new(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Sixteen256 values, float* target)
    {
        values._low.Store(target);
        values._high.Store(target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 operator +(Sixteen256 left, Sixteen256 right) => new(left._low + right._low, left._high + right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 operator -(Sixteen256 left, Sixteen256 right) => new(left._low - right._low, left._high - right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 operator *(Sixteen256 left, Sixteen256 right) => new(left._low * right._low, left._high * right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 operator /(Sixteen256 left, Sixteen256 right) => new(left._low / right._low, left._high / right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 MultiplyAdd(Sixteen256 left, Sixteen256 right, Sixteen256 addend) => new(Vector256.MultiplyAddEstimate(left._low, right._low, addend._low),
        Vector256.MultiplyAddEstimate(left._high, right._high, addend._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Min(Sixteen256 left, Sixteen256 right) => new(Vector256.MinNative(left._low, right._low), Vector256.MinNative(left._high, right._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Max(Sixteen256 left, Sixteen256 right) => new(Vector256.MaxNative(left._low, right._low), Vector256.MaxNative(left._high, right._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Abs(Sixteen256 values) => new(Vector256.Abs(values._low), Vector256.Abs(values._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 WithSign(Sixteen256 magnitudes, Sixteen256 signs)
    {
        Vector256<float> sign = Vector256.Create(-0f);
        return new(magnitudes._low | (signs._low & sign), magnitudes._high | (signs._high & sign));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 WhereLess(Sixteen256 left, Sixteen256 right, Sixteen256 yes, Sixteen256 no) => new(Vector256.ConditionalSelect(Vector256.LessThan(left._low, right._low), yes._low, no._low),
        Vector256.ConditionalSelect(Vector256.LessThan(left._high, right._high), yes._high, no._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 Scale(Sixteen256 values, Sixteen256 shifted) => new(Scale(values._low, shifted._low), Scale(values._high, shifted._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen256 SwapPairs(Sixteen256 values) => new(Swap(values._low), Swap(values._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Sixteen256 values)
    {
        Vector256<float> half = values._low + values._high;
        Vector128<float> quarter = half.GetLower() + half.GetUpper();
        return quarter[0] + quarter[2] + (quarter[1] + quarter[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Sixteen256 values)
    {
        Vector256<float> half = Vector256.MaxNative(values._low, values._high);
        Vector128<float> quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[2]), MathF.Max(quarter[1], quarter[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Scale(Vector256<float> values, Vector256<float> shifted)
    {
        // In two factors, so that neither leaves the range of normal numbers.
        Vector256<int> power = shifted.AsInt32() - Vector256.Create(Shifted);
        Vector256<int> half = Vector256.ShiftRightArithmetic(power, 1);
        Vector256<int> one = Vector256.Create(127);
        return values * Vector256.ShiftLeft(half + one, 23).AsSingle() * Vector256.ShiftLeft(power - half + one, 23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Swap(Vector256<float> values) => Vector256.Shuffle(values, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
}
