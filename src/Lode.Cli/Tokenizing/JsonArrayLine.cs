using System.Text.Json;

namespace Lode.Cli.Tokenizing;

/// <summary>Reads a line that is a JSON array of token ids.</summary>
static class JsonArrayLine
{
    /// <param name="line">The line without its end.</param>
    /// <param name="vocabularySize">What ids are below of.</param>
    /// <param name="ids">The ids.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, int vocabularySize, List<int> ids)
    {
        ids.Clear();
        Utf8JsonReader reader = new(line);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                return "expected a JSON array of token ids";
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id < 0 || id >= vocabularySize)
                    return $"expected ids from 0 to {vocabularySize - 1}, found {Found(reader)}";
                ids.Add(id);
            }
            return reader.Read() ? "expected one array" : null; // more than one value throws, too
        }
        catch (JsonException)
        {
            return "expected a JSON array of token ids, found what is no JSON";
        }
    }

    static string Found(Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? System.Text.Encoding.UTF8.GetString(reader.ValueSpan) : "something else";
}
