using System.Text.Json;
using Lode.Tests;

namespace Lode.Cli.Tests;

/// <summary>One golden text of Hugging Face tokenizers: the line of <c>--jsonl</c> that holds it, and what is to come of it.</summary>
/// <param name="Line">A JSON string.</param>
/// <param name="Ids">Without added tokens.</param>
/// <param name="SpecialIds">With them, where they are known.</param>
sealed record GoldenRecord(string Line, int[] Ids, int[]? SpecialIds)
{
    public static List<GoldenRecord> Read(string name)
    {
        List<GoldenRecord> records = [];
        foreach (string line in File.ReadLines(TestData.Require($"tokenizers/golden/{name}.jsonl")))
        {
            JsonElement record = JsonDocument.Parse(line).RootElement;
            if (!record.TryGetProperty("ids", out JsonElement ids))
                continue;
            string? text = record.TryGetProperty("text", out JsonElement plain) ? JsonSerializer.Serialize(plain.GetString()!)
                : record.TryGetProperty("text_utf16", out JsonElement units) ? Escape(units) : null;
            if (text is not null)
                records.Add(new GoldenRecord(text, Numbers(ids), record.TryGetProperty("ids_special", out JsonElement special) ? Numbers(special) : null));
        }
        return records;
    }

    static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];

    static string Escape(JsonElement units) => $"\"{string.Concat(units.EnumerateArray().Select(unit => $"\\u{unit.GetInt32():x4}"))}\"";
}
