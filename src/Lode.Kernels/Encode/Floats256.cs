using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Encode;

/// <summary>Eight numbers in one vector.</summary>
readonly unsafe struct Floats256(Vector256<float> value) : IFloats<Floats256>
{
    readonly Vector256<float> _value = value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Floats256 values, float* target) => values._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Floats256 values, byte* target)
    {
        Vector256<int> whole = Vector256.ConvertToInt32Native(values._value) & Vector256.Create(0xFF);
        Vector128<short> half = Vector128.Narrow(whole.GetLower(), whole.GetUpper());
        Unsafe.WriteUnaligned(target, Vector128.Narrow(half.AsUInt16(), half.AsUInt16()).AsUInt64().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator +(Floats256 left, Floats256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator -(Floats256 left, Floats256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator *(Floats256 left, Floats256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 operator /(Floats256 left, Floats256 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Min(Floats256 left, Floats256 right) => new(Vector256.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 Max(Floats256 left, Floats256 right) => new(Vector256.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 MaxMagnitude(Floats256 largest, Floats256 values) =>
        new(Vector256.Max(largest._value.AsInt32(), values._value.AsInt32() & Vector256.Create(int.MaxValue)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 CopySign(Floats256 magnitudes, Floats256 signs) =>
        new(Vector256.ConditionalSelect(Vector256.Create(int.MinValue).AsSingle(), signs._value, magnitudes._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats256 WhereGreater(Floats256 left, Floats256 right, Floats256 yes, Floats256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinAcross(Floats256 values) => Floats128.MinAcross(new(Vector128.MinNative(values._value.GetLower(), values._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Floats256 values) => Floats128.MaxAcross(new(Vector128.MaxNative(values._value.GetLower(), values._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxMagnitudeAcross(Floats256 magnitudes) =>
        Floats128.MaxMagnitudeAcross(Floats128.MaxMagnitude(new(magnitudes._value.GetLower()), new(magnitudes._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Floats256 magnitudes) => Vector256.LessThanAll(magnitudes._value.AsInt32(), Vector256.Create(0x7F800000));
}
