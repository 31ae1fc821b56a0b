using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Vectors;

/// <summary>Sixteen numbers in four vectors, for every machine.</summary>
readonly unsafe struct Sixteen128(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth) : ISixteen<Sixteen128>
{
    const int Shifted = 0x4B400000;

    readonly Vector128<float> _first = first;

    readonly Vector128<float> _second = second;

    readonly Vector128<float> _third = third;

    readonly Vector128<float> _fourth = fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 Load(float* source) => new(Vector128.Load(source), Vector128.Load(source + 4), Vector128.Load(source + 8), Vector128.Load(source + 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 LoadBytes(sbyte* source)
    {
        (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Load(source));
        return new(Vector128.ConvertToSingle(Vector128.WidenLower(low)), Vector128.ConvertToSingle(Vector128.WidenUpper(low)),
            Vector128.ConvertToSingle(Vector128.WidenLower(high)), Vector128.ConvertToSingle(Vector128.WidenUpper(high)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 Create(float value)
    {
        Vector128<float> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Sixteen128 values, float* target)
    {
        values._first.Store(target);
        values._second.Store(target + 4);
        values._third.Store(target + 8);
        values._fourth.Store(target + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 operator +(Sixteen128 left, Sixteen128 right) => new(left._first + right._first, left._second + right._second, left._third + right._third, left._fourth + right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 operator -(Sixteen128 left, Sixteen128 right) => new(left._first - right._first, left._second - right._second, left._third - right._third, left._fourth - right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 operator *(Sixteen128 left, Sixteen128 right) => new(left._first * right._first, left._second * right._second, left._third * right._third, left._fourth * right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 operator /(Sixteen128 left, Sixteen128 right) => new(left._first / right._first, left._second / right._second, left._third / right._third, left._fourth / right._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 MultiplyAdd(Sixteen128 left, Sixteen128 right, Sixteen128 addend) => new(Vector128.MultiplyAddEstimate(left._first, right._first, addend._first),
        Vector128.MultiplyAddEstimate(left._second, right._second, addend._second),
        Vector128.MultiplyAddEstimate(left._third, right._third, addend._third),
        Vector128.MultiplyAddEstimate(left._fourth, right._fourth, addend._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 Min(Sixteen128 left, Sixteen128 right) => new(Vector128.MinNative(left._first, right._first), Vector128.MinNative(left._second, right._second), Vector128.MinNative(left._third, right._third), Vector128.MinNative(left._fourth, right._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 Max(Sixteen128 left, Sixteen128 right) => new(Vector128.MaxNative(left._first, right._first), Vector128.MaxNative(left._second, right._second), Vector128.MaxNative(left._third, right._third), Vector128.MaxNative(left._fourth, right._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 Abs(Sixteen128 values) => new(Vector128.Abs(values._first), Vector128.Abs(values._second), Vector128.Abs(values._third), Vector128.Abs(values._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 WithSign(Sixteen128 magnitudes, Sixteen128 signs)
    {
        Vector128<float> sign = Vector128.Create(-0f);
        return new(magnitudes._first | (signs._first & sign), magnitudes._second | (signs._second & sign), magnitudes._third | (signs._third & sign), magnitudes._fourth | (signs._fourth & sign));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 WhereLess(Sixteen128 left, Sixteen128 right, Sixteen128 yes, Sixteen128 no) => new(Vector128.ConditionalSelect(Vector128.LessThan(left._first, right._first), yes._first, no._first),
        Vector128.ConditionalSelect(Vector128.LessThan(left._second, right._second), yes._second, no._second),
        Vector128.ConditionalSelect(Vector128.LessThan(left._third, right._third), yes._third, no._third),
        Vector128.ConditionalSelect(Vector128.LessThan(left._fourth, right._fourth), yes._fourth, no._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 Scale(Sixteen128 values, Sixteen128 shifted) => new(Scale(values._first, shifted._first), Scale(values._second, shifted._second), Scale(values._third, shifted._third), Scale(values._fourth, shifted._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen128 SwapPairs(Sixteen128 values) => new(Swap(values._first), Swap(values._second), Swap(values._third), Swap(values._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Sixteen128 values)
    {
        Vector128<float> quarter = values._first + values._third + (values._second + values._fourth);
        return quarter[0] + quarter[2] + (quarter[1] + quarter[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Sixteen128 values)
    {
        Vector128<float> quarter = Vector128.MaxNative(
            Vector128.MaxNative(values._first, values._third), Vector128.MaxNative(values._second, values._fourth));
        return MathF.Max(MathF.Max(quarter[0], quarter[2]), MathF.Max(quarter[1], quarter[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Scale(Vector128<float> values, Vector128<float> shifted)
    {
        // In two factors, so that neither leaves the range of normal numbers.
        Vector128<int> power = shifted.AsInt32() - Vector128.Create(Shifted);
        Vector128<int> half = Vector128.ShiftRightArithmetic(power, 1);
        Vector128<int> one = Vector128.Create(127);
        return values * Vector128.ShiftLeft(half + one, 23).AsSingle() * Vector128.ShiftLeft(power - half + one, 23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Swap(Vector128<float> values) => Vector128.Shuffle(values, Vector128.Create(1, 0, 3, 2));
}
