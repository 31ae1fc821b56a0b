using System.Text;
using System.Text.Json;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>A JSON file by name, and the one way to complain about it and to read its small parts.</summary>
sealed class JsonSource(string file)
{
    /// <summary>The path, for messages.</summary>
    public string File => file;

    /// <summary>Complains about a part of the file.</summary>
    /// <param name="where">The part, such as <c>model.merges</c>.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException Error(string where, string expected, string found, string? advice = null) =>
        new(file, ModelFormatException.Key(where), expected, found, advice ?? "download the file again");

    /// <summary>Refuses what is well-formed and cannot be reproduced exactly.</summary>
    public ModelFormatException Unsupported(string where, string expected, string found) =>
        Error(where, expected, found, "this cannot be reproduced exactly, so it is refused; give token ids, or use another model");

    /// <summary>The <c>type</c> of a component.</summary>
    public string Type(JsonElement element, string where) => String(element, "type", where);

    public string String(JsonElement element, string name, string where, string? fallback = null)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw Error(where, "an object", Kind(element));
        if (!element.TryGetProperty(name, out JsonElement value))
            return fallback ?? throw Error($"{where}.{name}", "a string", "nothing");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error($"{where}.{name}", "a string", Kind(value));
    }

    public bool Boolean(JsonElement element, string name, string where, bool? fallback = null)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
            return fallback ?? throw Error($"{where}.{name}", "true or false", "nothing");
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean() : throw Error($"{where}.{name}", "true or false", Kind(value));
    }

    public int Integer(JsonElement element, string name, string where, int min, int max, int? fallback = null)
    {
        if (!element.TryGetProperty(name, out JsonElement value) || (fallback is not null && value.ValueKind == JsonValueKind.Null))
            return fallback ?? throw Error($"{where}.{name}", "a number", "nothing");
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max
            ? number : throw Error($"{where}.{name}", $"a whole number from {min} to {max}", Kind(value));
    }

    /// <summary>A string of one character, as UTF-8.</summary>
    public byte[] Character(JsonElement element, string name, string where)
    {
        string value = String(element, name, where);
        return IsCharacter(value) ? Encoding.UTF8.GetBytes(value) : throw Error($"{where}.{name}", "one character", $"'{Shorten(value)}'");
    }

    /// <summary>Whether a string is one code point.</summary>
    public static bool IsCharacter(string value) =>
        value.Length > 0 && Rune.TryGetRuneAt(value, 0, out Rune rune) && rune.Utf16SequenceLength == value.Length;

    /// <summary>The elements of an array.</summary>
    public JsonElement[] Array(JsonElement element, string name, string where)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement value)
            || value.ValueKind != JsonValueKind.Array)
            throw Error($"{where}.{name}", "an array", "something else");
        return [.. value.EnumerateArray()];
    }

    /// <summary>A value as it appears in messages.</summary>
    public static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.String => $"'{Shorten(element.GetString()!)}'",
        _ => Shorten(element.GetRawText()),
    };

    /// <summary>Text as it appears in messages, shortened.</summary>
    public static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
