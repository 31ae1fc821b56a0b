using System.Text;
using System.Text.Json;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>One line of <c>tokenizers/golden</c>: a text and what Hugging Face's tokenizers makes of it.</summary>
sealed class GoldenVector
{
    /// <summary>Its number, for messages.</summary>
    public required int Number { get; init; }

    /// <summary>The text, or null where there are only ids to decode.</summary>
    public required string? Text { get; init; }

    /// <summary>The ids, special tokens in the text recognised; null where there is only a hash.</summary>
    public required int[]? Tokens { get; init; }

    /// <summary>Start and end of each token in code points, where there are few.</summary>
    public required int[]? Offsets { get; init; }

    /// <summary>The number of ids and their FNV-1a 64, where the ids themselves are too many.</summary>
    public required (int Count, ulong Hash)? Digest { get; init; }

    /// <summary>The ids with BOS, where they differ.</summary>
    public required int[]? TokensWithSpecial { get; init; }

    /// <summary>Whether the record says what the ids decode to; those of lone surrogates do not.</summary>
    public required bool SaysDecoded { get; init; }

    /// <summary>What the ids decode to, special tokens spelt out.</summary>
    public required string? Decoded { get; init; }

    /// <summary>What the ids decode to without the special tokens.</summary>
    public required string? DecodedText { get; init; }

    public static IEnumerable<GoldenVector> Read(string model)
    {
        foreach (string line in File.ReadLines(TestData.Require($"tokenizers/golden/{model}.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            string? text = ReadText(root);
            string? decoded = ReadString(root, "dec") ?? text;
            yield return new GoldenVector
            {
                Number = root.GetProperty("n").GetInt32(),
                Text = text,
                Tokens = ReadIds(root, "ids"),
                Offsets = root.TryGetProperty("off", out JsonElement offsets)
                    ? [.. offsets.EnumerateArray().SelectMany(pair => pair.EnumerateArray()).Select(value => value.GetInt32())] : null,
                Digest = root.TryGetProperty("fnv1a64_le32", out JsonElement hash)
                    ? (root.GetProperty("count").GetInt32(), ReadHash(hash)) : null,
                TokensWithSpecial = ReadIds(root, "ids_special"),
                SaysDecoded = !root.TryGetProperty("text_utf16", out _) || root.TryGetProperty("dec", out _),
                Decoded = decoded,
                DecodedText = ReadString(root, "dec_skip") ?? decoded,
            };
        }
    }

    /// <summary>FNV-1a 64 over the ids as little-endian 32-bit numbers.</summary>
    public static ulong Hash(ReadOnlySpan<int> tokens)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325;
        foreach (int token in tokens)
        {
            for (int shift = 0; shift < 32; shift += 8)
                hash = (hash ^ (byte)(token >> shift)) * 0x100_0000_01B3;
        }
        return hash;
    }

    static string? ReadText(JsonElement root)
    {
        if (root.TryGetProperty("text_repeat", out JsonElement repeat))
            return new StringBuilder().Insert(0, repeat[0].GetString()!, repeat[1].GetInt32()).ToString();
        if (root.TryGetProperty("text_utf16", out JsonElement units))
            return new string([.. units.EnumerateArray().Select(unit => (char)unit.GetInt32())]);
        return ReadString(root, "text");
    }

    static string? ReadString(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    static int[]? ReadIds(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? [.. value.EnumerateArray().Select(id => id.GetInt32())] : null;

    static ulong ReadHash(JsonElement hash) => hash.ValueKind == JsonValueKind.Number
        ? hash.GetUInt64()
        : ulong.Parse(hash.GetString()!.Replace("0x", ""), System.Globalization.NumberStyles.HexNumber, null);
}
