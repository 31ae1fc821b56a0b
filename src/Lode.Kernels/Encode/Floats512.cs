using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Encode;

/// <summary>16 numbers in one vector.</summary>
readonly unsafe struct Floats512(Vector512<float> value) : IFloats<Floats512>
{
    readonly Vector512<float> _value = value;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Floats512 values, float* target) => values._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Floats512 values, byte* target)
    {
        Vector512<int> whole = Vector512.ConvertToInt32Native(values._value) & Vector512.Create(0xFF);
        Vector256<short> half = Vector256.Narrow(whole.GetLower(), whole.GetUpper());
        Vector128.Narrow(half.GetLower().AsUInt16(), half.GetUpper().AsUInt16()).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator +(Floats512 left, Floats512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator -(Floats512 left, Floats512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator *(Floats512 left, Floats512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 operator /(Floats512 left, Floats512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Min(Floats512 left, Floats512 right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 Max(Floats512 left, Floats512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 MaxMagnitude(Floats512 largest, Floats512 values) =>
        new(Vector512.Max(largest._value.AsInt32(), values._value.AsInt32() & Vector512.Create(int.MaxValue)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 CopySign(Floats512 magnitudes, Floats512 signs) =>
        new(Vector512.ConditionalSelect(Vector512.Create(int.MinValue).AsSingle(), signs._value, magnitudes._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats512 WhereGreater(Floats512 left, Floats512 right, Floats512 yes, Floats512 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinAcross(Floats512 values) => Floats256.MinAcross(new(Vector256.MinNative(values._value.GetLower(), values._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Floats512 values) => Floats256.MaxAcross(new(Vector256.MaxNative(values._value.GetLower(), values._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxMagnitudeAcross(Floats512 magnitudes) =>
        Floats256.MaxMagnitudeAcross(Floats256.MaxMagnitude(new(magnitudes._value.GetLower()), new(magnitudes._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Floats512 magnitudes) => Vector512.LessThanAll(magnitudes._value.AsInt32(), Vector512.Create(0x7F800000));
}
