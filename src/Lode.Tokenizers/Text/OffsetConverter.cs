namespace Lode.Tokenizers;

/// <summary>Turns places in bytes into places in characters, rounding outwards.</summary>
static class OffsetConverter
{
    /// <summary>Converts in place.</summary>
    /// <param name="values">Places in bytes; any order, though ascending ones are fastest.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="unit">What to count in.</param>
    public static void Convert(Span<int> values, ReadOnlySpan<byte> utf8, OffsetUnit unit)
    {
        if (unit == OffsetUnit.Utf8)
            return;
        (int Byte, int Count) cursor = default;
        for (int i = 0; i < values.Length; i++)
            values[i] = Seek(ref cursor, values[i], utf8, unit, roundsUp: (i & 1) != 0);
    }

    /// <summary>Converts places in code points into places in another unit, in place.</summary>
    public static void ConvertFromCodePoints(Span<int> values, ReadOnlySpan<byte> utf8, OffsetUnit unit)
    {
        if (unit == OffsetUnit.CodePoint)
            return;
        int[] order = [.. Enumerable.Range(0, values.Length)];
        int[] keys = values.ToArray();
        Array.Sort(keys, order);
        int at = 0, characters = 0, units = 0;
        for (int i = 0; i < order.Length; i++)
        {
            while (characters < keys[i] && at < utf8.Length)
            {
                Scalars.Read(utf8, at, out int length);
                at += length;
                characters++;
                units += length == 4 ? 2 : 1;
            }
            values[order[i]] = unit == OffsetUnit.Utf8 ? at : units;
        }
    }

    static int Seek(ref (int Byte, int Count) cursor, int target, ReadOnlySpan<byte> utf8, OffsetUnit unit, bool roundsUp)
    {
        if (target < cursor.Byte)
        {
            if (target < cursor.Byte / 2)
                cursor = default;
            while (cursor.Byte > target)
            {
                Scalars.ReadBefore(utf8, cursor.Byte, out int length);
                cursor.Byte -= length;
                cursor.Count -= Units(length, unit);
            }
        }
        while (cursor.Byte < target)
        {
            Scalars.Read(utf8, cursor.Byte, out int length);
            if (cursor.Byte + length > target)
                return roundsUp ? cursor.Count + Units(length, unit) : cursor.Count;
            cursor.Byte += length;
            cursor.Count += Units(length, unit);
        }
        return cursor.Count;
    }

    static int Units(int length, OffsetUnit unit) => unit == OffsetUnit.Utf16 && length == 4 ? 2 : 1;
}
