using System.Buffers.Binary;

namespace Lode.Control;

/// <summary>Random bytes that are the same for the same seed and sequence: splitmix64 (Steele, Lea and Flood, 2014).</summary>
/// <param name="seed">The request's seed.</param>
/// <param name="sequence">The sequence's number.</param>
sealed class SeededRandom(ulong seed, int sequence)
{
    const ulong Golden = 0x9e3779b97f4a7c15;
    ulong _state = Mix(seed + Golden) ^ Mix((ulong)sequence * Golden + 1);

    public void Fill(Span<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
            bytes = bytes[sizeof(ulong)..];
        }
        ulong last = bytes.IsEmpty ? 0 : Next();
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(last >> 8 * i);
    }

    ulong Next() => Mix(_state += Golden);

    static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
}
