using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lode.Wasm.Tests.Interpreter;

namespace Lode.Wasm.Tests.Spec;

/// <summary>Values of scripts against values of the interpreter.</summary>
static class SpecValues
{
    /// <summary>A value to pass.</summary>
    public static GuestValue Parse(SpecValue value) => value.Type switch
    {
        "v128" => GuestValue.Of(Vector(value)),
        "externref" or "funcref" => new(0, 0, value.Text == "null" ? null : value.Text),
        "i32" or "f32" => new((uint)Bits(value.Text)),
        _ => new((long)Bits(value.Text)),
    };

    /// <summary>Whether a value is what is expected.</summary>
    public static bool Matches(GuestValue found, SpecValue expected) => expected.Type switch
    {
        "v128" => VectorMatches(found, expected),
        // A function's identity has no name in a script: any will do.
        "funcref" => found.Reference is null == (expected.Text == "null"),
        "externref" => Equals(found.Reference, expected.Text == "null" ? null : expected.Text),
        "i32" => found.U32 == (uint)Bits(expected.Text) && found.Low >> 32 == 0,
        "i64" => found.Low == (long)Bits(expected.Text),
        "f32" => LaneMatches((ulong)found.Low, "f32", expected.Text),
        _ => LaneMatches((ulong)found.Low, "f64", expected.Text),
    };

    public static string Describe(SpecValue value) =>
        value.Type == "v128" ? $"{value.LaneType} {string.Join(' ', value.Lanes)}" : $"{value.Type} {value.Text}";

    static ulong Bits(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);

    static int Width(string lane) => lane switch { "i8" => 1, "i16" => 2, "i32" or "f32" => 4, _ => 8 };

    static Vector128<byte> Vector(SpecValue value)
    {
        Span<byte> bytes = stackalloc byte[16];
        int width = Width(value.LaneType), at = 0;
        foreach (string lane in value.Lanes)
        {
            ulong bits = Bits(lane);
            MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in bits))[..width].CopyTo(bytes[at..]);
            at += width;
        }
        return Vector128.Create<byte>(bytes);
    }

    static bool VectorMatches(GuestValue found, SpecValue expected)
    {
        Vector128<byte> vector = found.V128;
        string[] lanes = expected.Lanes;
        for (int i = 0; i < lanes.Length; i++)
        {
            ulong bits = Width(expected.LaneType) switch
            {
                1 => vector[i],
                2 => vector.AsUInt16()[i],
                4 => vector.AsUInt32()[i],
                _ => vector.AsUInt64()[i],
            };
            if (!LaneMatches(bits, expected.LaneType, lanes[i]))
                return false;
        }
        return true;
    }

    static bool LaneMatches(ulong bits, string type, string expected)
    {
        if (!expected.StartsWith("nan", StringComparison.Ordinal))
            return bits == Bits(expected);
        // Canonical: only the highest bit of the fraction is set; arithmetic: it is among those that are.
        (ulong canonical, ulong sign) = type == "f32" ? (0x7fc00000UL, 1UL << 31) : (0x7ff8000000000000UL, 1UL << 63);
        return expected == "nan:canonical" ? (bits & ~sign) == canonical : (bits & canonical) == canonical;
    }
}
