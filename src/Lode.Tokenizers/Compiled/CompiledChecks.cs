using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>Reads what occurs in several places of a compiled tokenizer, and checks it.</summary>
static class CompiledChecks
{
    const int MaxAffixLength = 32;

    /// <summary>A short string.</summary>
    public static byte[] Affix(this CompiledFile file, CompiledSection section)
    {
        ReadOnlySpan<byte> bytes = file.Table<byte>(section).Span;
        // Twice of it and a character fit where words are looked up.
        return bytes.Length < MaxAffixLength - 4
            ? bytes.ToArray() : throw file.Error(section, $"fewer than {MaxAffixLength - 4} bytes", $"{bytes.Length}");
    }

    /// <summary>Complains unless it is a token or -1.</summary>
    public static void CheckToken(this CompiledFile file, int token, int count)
    {
        if (token < -1 || token >= count)
            throw file.Error(CompiledSection.Settings, $"tokens below {count}", $"{token}");
    }

    /// <summary>The values of a section of known length.</summary>
    public static Table<T> Table<T>(this CompiledFile file, CompiledSection section, int length)
        where T : unmanaged
    {
        Table<T> table = file.Table<T>(section);
        return table.Length == length ? table : throw file.Error(section, $"{length} elements", $"{table.Length}");
    }

    /// <summary>Strings by their ends.</summary>
    public static ByteStrings Strings(this CompiledFile file, CompiledSection endsAt, CompiledSection bytesAt, out int maxLength)
    {
        Table<int> ends = file.Table<int>(endsAt);
        Table<byte> bytes = file.Table<byte>(bytesAt);
        int previous = 0;
        maxLength = 0;
        int least = 0;
        foreach (int end in ends.Span)
        {
            int length = end - previous;
            least = Math.Min(least, length | end);
            maxLength = Math.Max(maxLength, length);
            previous = end;
        }
        if (least < 0 || previous > bytes.Length)
            throw file.Error(endsAt, $"ends that do not decrease, up to {bytes.Length}", "others");
        return new ByteStrings(ends, bytes);
    }

    /// <summary>A hash table of ids + 1, 0 where free.</summary>
    public static Table<int> Slots(this CompiledFile file, CompiledSection section, int count)
    {
        Table<int> slots = file.Table<int>(section);
        uint max = 0;
        bool hasFree = slots.Span.Contains(0);
        foreach (int slot in slots.Span)
            max = Math.Max(max, (uint)slot);
        if (!hasFree || slots.Length < 16 || !BitOperations.IsPow2(slots.Length) || max > (uint)count)
            throw file.Error(section, $"a power of two of slots up to {count}, one of them free", $"{slots.Length} slots up to {max}");
        return slots;
    }
}
