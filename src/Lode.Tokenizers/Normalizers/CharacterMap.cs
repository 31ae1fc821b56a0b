using System.Buffers.Binary;

namespace Lode.Tokenizers;

/// <summary>SentencePiece's compiled character map: a double-array trie from short strings to their replacements.</summary>
/// <remarks>
/// Format: the trie's size in bytes (uint32), its units (uint32 each, as darts-clone writes them), then the replacements, each ended by
/// a zero byte (sentencepiece, <c>normalizer.cc</c>). All little-endian.
/// </remarks>
sealed class CharacterMap
{
    readonly uint[] _units;
    readonly byte[] _replacements;

    CharacterMap(uint[] units, byte[] replacements)
    {
        _units = units;
        _replacements = replacements;
    }

    /// <exception cref="FormatException">It is cut short or points outside itself.</exception>
    public static CharacterMap Read(ReadOnlySpan<byte> data)
    {
        if (data.Length < 4)
            throw new FormatException($"{data.Length} bytes");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (size == 0 || size % 4 != 0 || size > data.Length - 4)
            throw new FormatException($"a trie of {size} bytes in {data.Length}");
        uint[] units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(data[(4 + 4 * i)..]);
        byte[] replacements = data[(4 + (int)size)..].ToArray();
        if (replacements.Length > 0 && replacements[^1] != 0)
            throw new FormatException("replacements without an end");
        return new CharacterMap(units, replacements);
    }

    /// <summary>The replacement of the shortest beginning of a string that has one, as Hugging Face looks it up.</summary>
    /// <param name="key">UTF-8.</param>
    /// <param name="replacement">UTF-8; may be empty.</param>
    public bool TryFind(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> replacement) => Find(key, findsLongest: false, out replacement) > 0;

    /// <summary>The replacement of the longest beginning of a string that has one, as SentencePiece looks it up.</summary>
    /// <param name="key">UTF-8.</param>
    /// <param name="replacement">UTF-8; may be empty.</param>
    /// <returns>The bytes that are replaced; 0 where there are none.</returns>
    public int FindLongest(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> replacement) => Find(key, findsLongest: true, out replacement);

    int Find(ReadOnlySpan<byte> key, bool findsLongest, out ReadOnlySpan<byte> replacement)
    {
        replacement = default;
        int found = 0;
        uint node = Offset(_units[0]);
        for (int i = 0; i < key.Length && key[i] != 0; i++)
        {
            node ^= key[i];
            if (node >= _units.Length)
                break;
            uint unit = _units[node];
            if ((unit & (1u << 31 | 0xFF)) != key[i])
                break;
            node ^= Offset(unit);
            if ((unit >> 8 & 1) == 0)
                continue;
            if (node >= _units.Length || (_units[node] & 0x7FFF_FFFF) >= _replacements.Length)
                break;
            replacement = _replacements.AsSpan((int)(_units[node] & 0x7FFF_FFFF));
            replacement = replacement[..replacement.IndexOf((byte)0)];
            found = i + 1;
            if (!findsLongest)
                break;
        }
        return found;
    }

    static uint Offset(uint unit) => unit >> 10 << (int)((unit & 1 << 9) >> 6);
}
