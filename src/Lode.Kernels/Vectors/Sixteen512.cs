using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Vectors;

/// <summary>Sixteen numbers in one vector.</summary>
readonly unsafe struct Sixteen512(Vector512<float> all) : ISixteen<Sixteen512>
{
    const int Shifted = 0x4B400000;

    readonly Vector512<float> _all = all;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 LoadBytes(sbyte* source)
    {
        (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Load(source));
        Vector256<short> half = Vector256.Create(low, high);
        return new(Vector512.ConvertToSingle(Vector512.Create(Vector256.WidenLower(half), Vector256.WidenUpper(half))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Create(float value)
    {
        Vector512<float> all = Vector512.Create(value);
        return new(all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Sixteen512 values, float* target)
    {
        values._all.Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 operator +(Sixteen512 left, Sixteen512 right) => new(left._all + right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 operator -(Sixteen512 left, Sixteen512 right) => new(left._all - right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 operator *(Sixteen512 left, Sixteen512 right) => new(left._all * right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 operator /(Sixteen512 left, Sixteen512 right) => new(left._all / right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 MultiplyAdd(Sixteen512 left, Sixteen512 right, Sixteen512 addend) => new(Vector512.MultiplyAddEstimate(left._all, right._all, addend._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Min(Sixteen512 left, Sixteen512 right) => new(Vector512.MinNative(left._all, right._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Max(Sixteen512 left, Sixteen512 right) => new(Vector512.MaxNative(left._all, right._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Abs(Sixteen512 values) => new(Vector512.Abs(values._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 WithSign(Sixteen512 magnitudes, Sixteen512 signs)
    {
        Vector512<float> sign = Vector512.Create(-0f);
        return new(magnitudes._all | (signs._all & sign));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 WhereLess(Sixteen512 left, Sixteen512 right, Sixteen512 yes, Sixteen512 no) => new(Vector512.ConditionalSelect(Vector512.LessThan(left._all, right._all), yes._all, no._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 Scale(Sixteen512 values, Sixteen512 shifted) => new(Scale(values._all, shifted._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sixteen512 SwapPairs(Sixteen512 values) => new(Swap(values._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Sixteen512 values)
    {
        Vector256<float> half = values._all.GetLower() + values._all.GetUpper();
        Vector128<float> quarter = half.GetLower() + half.GetUpper();
        return quarter[0] + quarter[2] + (quarter[1] + quarter[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Sixteen512 values)
    {
        Vector256<float> half = Vector256.MaxNative(values._all.GetLower(), values._all.GetUpper());
        Vector128<float> quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[2]), MathF.Max(quarter[1], quarter[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Scale(Vector512<float> values, Vector512<float> shifted)
    {
        // In two factors, so that neither leaves the range of normal numbers.
        Vector512<int> power = shifted.AsInt32() - Vector512.Create(Shifted);
        Vector512<int> half = Vector512.ShiftRightArithmetic(power, 1);
        Vector512<int> one = Vector512.Create(127);
        return values * Vector512.ShiftLeft(half + one, 23).AsSingle() * Vector512.ShiftLeft(power - half + one, 23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Swap(Vector512<float> values) => Vector512.Shuffle(values, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
}
