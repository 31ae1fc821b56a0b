namespace Lode.Kernels.Encode;

/// <summary>One number: the reference that the vectors equal to the bit.</summary>
readonly unsafe struct Floats32(float value) : IFloats<Floats32>
{
    readonly float _value = value;

    public static int Width => 1;

    public static Floats32 Load(float* source) => new(*source);

    public static Floats32 Create(float value) => new(value);

    public static void Store(Floats32 values, float* target) => *target = values._value;

    public static void StoreBytes(Floats32 values, byte* target) => *target = unchecked((byte)(int)values._value);

    public static Floats32 operator +(Floats32 left, Floats32 right) => new(left._value + right._value);

    public static Floats32 operator -(Floats32 left, Floats32 right) => new(left._value - right._value);

    public static Floats32 operator *(Floats32 left, Floats32 right) => new(left._value * right._value);

    public static Floats32 operator /(Floats32 left, Floats32 right) => new(left._value / right._value);

    public static Floats32 Min(Floats32 left, Floats32 right) => new(left._value < right._value ? left._value : right._value);

    public static Floats32 Max(Floats32 left, Floats32 right) => new(left._value > right._value ? left._value : right._value);

    public static Floats32 MaxMagnitude(Floats32 largest, Floats32 values) =>
        new(BitConverter.Int32BitsToSingle(Math.Max(BitConverter.SingleToInt32Bits(largest._value), BitConverter.SingleToInt32Bits(values._value) & int.MaxValue)));

    public static Floats32 CopySign(Floats32 magnitudes, Floats32 signs) => new(MathF.CopySign(magnitudes._value, signs._value));

    public static Floats32 WhereGreater(Floats32 left, Floats32 right, Floats32 yes, Floats32 no) => left._value > right._value ? yes : no;

    public static float MinAcross(Floats32 values) => values._value;

    public static float MaxAcross(Floats32 values) => values._value;

    public static float MaxMagnitudeAcross(Floats32 magnitudes) => magnitudes._value;

    public static bool AllFinite(Floats32 magnitudes) => float.IsFinite(magnitudes._value);
}
