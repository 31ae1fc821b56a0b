using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lode.Tokenizers;

/// <summary>A hash of byte strings with keys that nobody outside knows: a file cannot be made to collide.</summary>
/// <remarks>Multiplies 64-bit words of the string, mixed with random keys, and folds the 128-bit products (the scheme of wyhash).</remarks>
static class ByteStringHash
{
    static readonly ulong s_first = RandomKey();
    static readonly ulong s_second = RandomKey();

    public static ulong Compute(ReadOnlySpan<byte> value)
    {
        ulong hash = s_first ^ (ulong)value.Length;
        ulong a, b;
        if (value.Length >= 8)
        {
            ReadOnlySpan<byte> rest = value;
            while (rest.Length > 16)
            {
                hash = Mix(Read(rest) ^ s_second, Read(rest[8..]) ^ hash);
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
        return Mix(a ^ s_second, b ^ hash);
    }

    static ulong Read(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt64LittleEndian(value);

    static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    static ulong RandomKey()
    {
        Span<byte> key = stackalloc byte[8];
        RandomNumberGenerator.Fill(key);
        return BinaryPrimitives.ReadUInt64LittleEndian(key) | 1;
    }
}
