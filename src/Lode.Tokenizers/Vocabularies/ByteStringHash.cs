using System.Buffers.Binary;

namespace Lode.Tokenizers;

/// <summary>A hash of byte strings with keys of its own: a file cannot be made to collide with keys that it does not know.</summary>
/// <remarks>Multiplies 64-bit words of the string, mixed with the keys, and folds the 128-bit products (the scheme of wyhash).</remarks>
/// <param name="First">The first key.</param>
/// <param name="Second">The second key.</param>
readonly record struct ByteStringHash(ulong First, ulong Second)
{
    /// <summary>With keys that whoever wrote a file does not know.</summary>
    public static ByteStringHash Create() => new(HashKeys.Next() | 1, HashKeys.Next() | 1);

    public ulong Compute(ReadOnlySpan<byte> value)
    {
        ulong hash = First ^ (ulong)value.Length;
        ulong a, b;
        if (value.Length >= 8)
        {
            ReadOnlySpan<byte> rest = value;
            while (rest.Length > 16)
            {
                hash = Mix(Read(rest) ^ Second, Read(rest[8..]) ^ hash);
                rest = rest[16..];
            }
            // The last 16 bytes, or what there is of them, twice where they overlap.
            a = Read(value[^Math.Min(16, value.Length)..]);
            b = Read(value[^8..]);
        }
        else if (value.Length >= 4)
        {
            a = BinaryPrimitives.ReadUInt32LittleEndian(value);
            b = BinaryPrimitives.ReadUInt32LittleEndian(value[^4..]);
        }
        else
        {
            a = value.IsEmpty ? 0 : (ulong)(value[0] << 16 | value[value.Length >> 1] << 8 | value[^1]);
            b = 0;
        }
        return Mix(a ^ Second, b ^ hash);
    }

    static ulong Read(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt64LittleEndian(value);

    static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
