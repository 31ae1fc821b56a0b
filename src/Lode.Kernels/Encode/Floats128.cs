using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lode.Kernels.Encode;

/// <summary>Four numbers in one vector.</summary>
readonly unsafe struct Floats128(Vector128<float> value) : IFloats<Floats128>
{
    readonly Vector128<float> _value = value;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Floats128 values, float* target) => values._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Floats128 values, byte* target)
    {
        Vector128<int> whole = Vector128.ConvertToInt32Native(values._value) & Vector128.Create(0xFF);
        Vector128<ushort> half = Vector128.Narrow(whole, whole).AsUInt16();
        Unsafe.WriteUnaligned(target, Vector128.Narrow(half, half).AsUInt32().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator +(Floats128 left, Floats128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator -(Floats128 left, Floats128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator *(Floats128 left, Floats128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 operator /(Floats128 left, Floats128 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Min(Floats128 left, Floats128 right) => new(Vector128.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 Max(Floats128 left, Floats128 right) => new(Vector128.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 MaxMagnitude(Floats128 largest, Floats128 values) =>
        new(Vector128.Max(largest._value.AsInt32(), values._value.AsInt32() & Vector128.Create(int.MaxValue)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 CopySign(Floats128 magnitudes, Floats128 signs) =>
        new(Vector128.ConditionalSelect(Vector128.Create(int.MinValue).AsSingle(), signs._value, magnitudes._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Floats128 WhereGreater(Floats128 left, Floats128 right, Floats128 yes, Floats128 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MinAcross(Floats128 values)
    {
        Vector128<float> pairs = Vector128.MinNative(values._value, Vector128.Shuffle(values._value, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MinNative(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Floats128 values)
    {
        Vector128<float> pairs = Vector128.MaxNative(values._value, Vector128.Shuffle(values._value, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxMagnitudeAcross(Floats128 magnitudes)
    {
        Vector128<int> pairs = Vector128.Max(magnitudes._value.AsInt32(), Vector128.Shuffle(magnitudes._value.AsInt32(), Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))).AsSingle().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Floats128 magnitudes) => Vector128.LessThanAll(magnitudes._value.AsInt32(), Vector128.Create(0x7F800000));
}
