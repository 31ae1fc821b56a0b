using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lode.Tokenizers;

/// <summary>Keys for hash tables, unknown to whoever wrote a file, so that a file cannot be made to collide.</summary>
/// <remarks>
/// Random, but for a compiled form, which shall be the same each time: its keys come from the SHA-256 of all that it is made of, so that
/// every change to a vocabulary that was made to collide changes the keys.
/// </remarks>
static class HashKeys
{
    [ThreadStatic]
    static byte[]? s_seed; // the hash, and how many keys were taken

    /// <summary>The next key.</summary>
    public static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (s_seed is byte[] seed)
        {
            Span<byte> count = seed.AsSpan(SHA256.HashSizeInBytes);
            BinaryPrimitives.WriteInt64LittleEndian(count, BinaryPrimitives.ReadInt64LittleEndian(count) + 1);
            SHA256.HashData(seed, bytes);
        }
        else
        {
            RandomNumberGenerator.Fill(bytes[..8]);
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Runs something on this thread with keys that come from a hash.</summary>
    public static T From<T>(ReadOnlySpan<byte> hash, Func<T> make)
    {
        byte[]? before = s_seed;
        s_seed = new byte[SHA256.HashSizeInBytes + sizeof(long)];
        hash.CopyTo(s_seed);
        try
        {
            return make();
        }
        finally
        {
            s_seed = before;
        }
    }
}
