using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lode.Wasm;

/// <summary>A value of a guest in 16 bytes. It does not know its type: the function's or global's type says it.</summary>
/// <remarks>
/// References are made and read by their store: <see cref="Store.FromObject"/>, <see cref="Store.ToObject"/>, <see cref="Store.FromFunction"/>,
/// <see cref="Store.ToFunction"/>. The default value is zero, and the null reference.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Value : IEquatable<Value>
{
    readonly ulong _low, _high;

    internal Value(ulong low, ulong high = 0)
    {
        _low = low;
        _high = high;
    }

    /// <summary>The low 64 bits: a reference.</summary>
    internal ulong Bits => _low;

    /// <summary>The value as an <c>i32</c>.</summary>
    public int AsInt32 => (int)_low;

    /// <summary>The value as an <c>i32</c> without a sign.</summary>
    public uint AsUInt32 => (uint)_low;

    /// <summary>The value as an <c>i64</c>.</summary>
    public long AsInt64 => (long)_low;

    /// <summary>The value as an <c>i64</c> without a sign.</summary>
    public ulong AsUInt64 => _low;

    /// <summary>The value as an <c>f32</c>.</summary>
    public float AsSingle => BitConverter.UInt32BitsToSingle((uint)_low);

    /// <summary>The value as an <c>f64</c>.</summary>
    public double AsDouble => BitConverter.UInt64BitsToDouble(_low);

    /// <summary>The value as a <c>v128</c>.</summary>
    public Vector128<byte> AsVector128 => Unsafe.BitCast<Value, Vector128<byte>>(this);

    /// <summary>Whether the value is the null reference.</summary>
    public bool IsNull => _low == 0;

    /// <summary>An <c>i32</c>.</summary>
    public static Value From(int value) => new((uint)value);

    /// <summary>An <c>i32</c>.</summary>
    public static Value From(uint value) => new(value);

    /// <summary>An <c>i64</c>.</summary>
    public static Value From(long value) => new((ulong)value);

    /// <summary>An <c>i64</c>.</summary>
    public static Value From(ulong value) => new(value);

    /// <summary>An <c>f32</c>.</summary>
    public static Value From(float value) => new(BitConverter.SingleToUInt32Bits(value));

    /// <summary>An <c>f64</c>.</summary>
    public static Value From(double value) => new(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A <c>v128</c>.</summary>
    public static Value From(Vector128<byte> value) => Unsafe.BitCast<Vector128<byte>, Value>(value);

    /// <summary>Whether all 128 bits are equal.</summary>
    public bool Equals(Value other) => _low == other._low && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_low, _high);

    /// <summary>The bits in hexadecimal.</summary>
    public override string ToString() => _high == 0 ? $"0x{_low:x}" : $"0x{_high:x}{_low:x16}";

    /// <summary>Whether all 128 bits are equal.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether any of the 128 bits differs.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);
}
