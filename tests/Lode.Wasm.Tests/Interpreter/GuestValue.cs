using System.Runtime.Intrinsics;

namespace Lode.Wasm.Tests.Interpreter;

/// <summary>A value of any type: bits, or a reference.</summary>
readonly record struct GuestValue(long Low, long High = 0, object? Reference = null)
{
    public int I32 => (int)Low;

    public uint U32 => (uint)Low;

    public float F32 => BitConverter.Int32BitsToSingle((int)Low);

    public double F64 => BitConverter.Int64BitsToDouble(Low);

    public Vector128<byte> V128 => Vector128.Create(Low, High).AsByte();

    public static GuestValue Of(int value) => new((uint)value);

    public static GuestValue Of(uint value) => new(value);

    public static GuestValue Of(bool value) => new(value ? 1 : 0);

    public static GuestValue Of(float value) => Of(BitConverter.SingleToInt32Bits(value));

    public static GuestValue Of(double value) => new(BitConverter.DoubleToInt64Bits(value));

    public static GuestValue Of(Vector128<byte> value) => new(value.AsInt64()[0], value.AsInt64()[1]);
}
