using System.Buffers.Binary;

namespace Lode.Formats;

/// <summary>Reads what stands before the tensor directory: magic, version, counts and metadata.</summary>
/// <remarks>
/// Values are stepped over, not decoded: every length and count is checked against the file, and what stays in memory is one entry per key.
/// </remarks>
static class GgufHeaderReader
{
    const int ShortestKeyAndValue = 8 + 1 + 4 + 1;

    /// <summary>Reads the fixed part of the header.</summary>
    /// <returns>The version, the number of tensors and the number of keys; the numbers are within <see cref="GgufLimits"/>.</returns>
    public static (int Version, int Tensors, int Keys) ReadPreamble(ref GgufCursor cursor)
    {
        if (!cursor.Has(4) || !cursor.Take(4, "the magic").SequenceEqual("GGUF"u8))
        {
            cursor.Offset = 0;
            cursor.Has(FileSignature.Bytes);
            ReadOnlySpan<byte> head = cursor.Take(Math.Min(cursor.Remaining, FileSignature.Bytes), "the magic");
            (string found, string advice) = FileSignature.Describe(head);
            throw cursor.Error(0, "a GGUF model, which starts with the bytes 'GGUF'", found, advice);
        }
        int version = ReadVersion(ref cursor);
        int tensors = ReadCount(ref cursor, "tensors", GgufLimits.Tensors);
        int keys = ReadCount(ref cursor, "metadata keys", GgufLimits.Keys);
        if (!cursor.Has((ulong)keys * ShortestKeyAndValue))
        {
            throw cursor.Error(16, $"a number of metadata keys that fits into {cursor.Remaining} bytes", keys.ToString(),
                GgufAdvice.Incomplete);
        }
        return (version, tensors, keys);
    }

    /// <summary>Reads the metadata up to the tensor directory.</summary>
    public static OrderedDictionary<string, GgufEntry> ReadMetadata(ref GgufCursor cursor, int keys)
    {
        OrderedDictionary<string, GgufEntry> entries = new(keys);
        for (int i = 0; i < keys; i++)
        {
            long offset = cursor.Offset;
            string key = cursor.ReadName(GgufLimits.KeyBytes, "a metadata key");
            GgufValueType type = ReadType(ref cursor, key);
            if (!entries.TryAdd(key, new GgufEntry(type, cursor.Offset)))
                throw cursor.Error(offset, "every metadata key once", $"a second '{key}'", GgufAdvice.NotConverted);
            SkipValue(ref cursor, type, key, depth: 0);
        }
        return entries;
    }

    public static GgufValueType ReadType(ref GgufCursor cursor, string key)
    {
        long offset = cursor.Offset;
        uint type = cursor.ReadUInt32("the value type", key);
        return type <= (uint)GgufValueTypes.Last
            ? (GgufValueType)type
            : throw cursor.Error(offset, $"a value type of 0 to {(uint)GgufValueTypes.Last} for key '{key}'", $"type {type}",
                $"{GgufAdvice.Damaged}, or {GgufAdvice.NeedsNewer}");
    }

    /// <summary>Steps over a value.</summary>
    /// <param name="cursor">At the value; afterwards behind it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="key">Its key, for messages.</param>
    /// <param name="depth">How many arrays it lies in.</param>
    public static void SkipValue(ref GgufCursor cursor, GgufValueType type, string key, int depth)
    {
        if (type == GgufValueType.Array)
        {
            (GgufValueType element, ulong count) = ReadArrayStart(ref cursor, key, depth);
            SkipElements(ref cursor, element, count, key, depth + 1);
        }
        else
        {
            SkipElements(ref cursor, type, 1, key, depth);
        }
    }

    /// <summary>Reads the element type and the count that an array starts with.</summary>
    public static (GgufValueType Element, ulong Count) ReadArrayStart(ref GgufCursor cursor, string key, int depth)
    {
        if (depth >= GgufLimits.ArrayDepth)
        {
            throw cursor.Error(cursor.Offset, $"at most {GgufLimits.ArrayDepth} arrays within each other in key '{key}'", "one more",
                GgufAdvice.NotConverted);
        }
        GgufValueType element = ReadType(ref cursor, key);
        return (element, cursor.ReadUInt64("the array length", key));
    }

    /// <summary>Steps over the elements of an array.</summary>
    public static void SkipElements(ref GgufCursor cursor, GgufValueType type, ulong count, string key, int depth)
    {
        if (type == GgufValueType.String)
        {
            cursor.SkipStrings(count, key);
            return;
        }
        if (type == GgufValueType.Array)
        {
            for (ulong i = 0; i < count; i++)
                SkipValue(ref cursor, GgufValueType.Array, key, depth);
            return;
        }

        int size = GgufValueTypes.FixedSize(type);
        ulong length = Math.Min(count, ulong.MaxValue / (ulong)size) * (ulong)size;
        if (!cursor.Has(length))
            throw cursor.Ends(cursor.Offset, length, "the value", key);
        long offset = cursor.Offset;
        ReadOnlySpan<byte> bytes = cursor.Take((long)length, "the value", key);
        if (type == GgufValueType.Bool && bytes.IndexOfAnyExcept((byte)0, (byte)1) is >= 0 and int bad)
            throw cursor.Error(offset + bad, $"a Boolean of 0 or 1 in key '{key}'", $"{bytes[bad]}", GgufAdvice.Damaged);
    }

    static int ReadVersion(ref GgufCursor cursor)
    {
        uint version = cursor.ReadUInt32("the version");
        if (version is 2 or 3)
            return (int)version;

        (string found, string advice) = version switch
        {
            1 => ("version 1, whose lengths have 32 bits", "convert the model again with a current converter"),
            _ when BinaryPrimitives.ReverseEndianness(version) is > 0 and <= 3 =>
                ("a big-endian file", "get the little-endian file of this model"),
            > 3 and < 256 => ($"version {version}", GgufAdvice.NeedsNewer),
            _ => ($"version {version}", GgufAdvice.Damaged),
        };
        throw cursor.Error(4, "GGUF version 2 or 3, little-endian", found, advice);
    }

    static int ReadCount(ref GgufCursor cursor, string what, int limit)
    {
        long offset = cursor.Offset;
        ulong count = cursor.ReadUInt64($"the number of {what}");
        return count <= (ulong)limit
            ? (int)count
            : throw cursor.Error(offset, $"at most {limit} {what}", $"{count}", GgufAdvice.Damaged);
    }
}
