using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>64 bytes as two vectors.</summary>
readonly struct ByteMasks256 : IByteMasks
{
    public static ulong InRange(ref byte block, byte fold, byte first, byte span) =>
        InRange(ref block, 0, fold, first, span) | (ulong)InRange(ref block, 32, fold, first, span) << 32;

    public static ulong Equal(ref byte block, byte value) =>
        Equal(ref block, 0, value) | (ulong)Equal(ref block, 32, value) << 32;

    public static ulong High(ref byte block) =>
        Vector256.LoadUnsafe(ref block).ExtractMostSignificantBits()
        | (ulong)Vector256.LoadUnsafe(ref block, 32).ExtractMostSignificantBits() << 32;

    // x <= span without sign: min(x, span) = x.
    static uint InRange(ref byte block, nuint at, byte fold, byte first, byte span)
    {
        Vector256<byte> value = (Vector256.LoadUnsafe(ref block, at) | Vector256.Create(fold)) - Vector256.Create(first);
        return Vector256.Equals(Vector256.Min(value, Vector256.Create(span)), value).ExtractMostSignificantBits();
    }

    static uint Equal(ref byte block, nuint at, byte value) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref block, at), Vector256.Create(value)).ExtractMostSignificantBits();
}
