using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>64 bytes as four vectors.</summary>
readonly struct ByteMasks128 : IByteMasks
{
    public static ulong InRange(ref byte block, byte fold, byte first, byte span) =>
        InRange(ref block, 0, fold, first, span) | InRange(ref block, 16, fold, first, span) << 16
        | InRange(ref block, 32, fold, first, span) << 32 | InRange(ref block, 48, fold, first, span) << 48;

    public static ulong Equal(ref byte block, byte value) =>
        Equal(ref block, 0, value) | Equal(ref block, 16, value) << 16 | Equal(ref block, 32, value) << 32 | Equal(ref block, 48, value) << 48;

    public static ulong High(ref byte block) =>
        High(ref block, 0) | High(ref block, 16) << 16 | High(ref block, 32) << 32 | High(ref block, 48) << 48;

    static ulong InRange(ref byte block, nuint at, byte fold, byte first, byte span)
    {
        Vector128<byte> value = (Vector128.LoadUnsafe(ref block, at) | Vector128.Create(fold)) - Vector128.Create(first);
        return Vector128.Equals(Vector128.Min(value, Vector128.Create(span)), value).ExtractMostSignificantBits();
    }

    static ulong Equal(ref byte block, nuint at, byte value) =>
        Vector128.Equals(Vector128.LoadUnsafe(ref block, at), Vector128.Create(value)).ExtractMostSignificantBits();

    static ulong High(ref byte block, nuint at) => Vector128.LoadUnsafe(ref block, at).ExtractMostSignificantBits();
}
