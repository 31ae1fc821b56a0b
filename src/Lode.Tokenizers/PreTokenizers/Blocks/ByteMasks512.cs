using System.Runtime.Intrinsics;

namespace Lode.Tokenizers;

/// <summary>64 bytes as one vector.</summary>
readonly struct ByteMasks512 : IByteMasks
{
    public static ulong InRange(ref byte block, byte fold, byte first, byte span)
    {
        Vector512<byte> value = (Vector512.LoadUnsafe(ref block) | Vector512.Create(fold)) - Vector512.Create(first);
        return Vector512.LessThanOrEqual(value, Vector512.Create(span)).ExtractMostSignificantBits();
    }

    public static ulong Equal(ref byte block, byte value) =>
        Vector512.Equals(Vector512.LoadUnsafe(ref block), Vector512.Create(value)).ExtractMostSignificantBits();

    public static ulong High(ref byte block) => Vector512.LoadUnsafe(ref block).ExtractMostSignificantBits();
}
