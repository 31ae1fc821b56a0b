using System.Text.Json;
using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>An object in a JSON file. What is missing, of another kind or out of range is an error that names the file and the key.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Path">The keys that lead to the object, with a dot behind each; empty for the whole file.</param>
/// <param name="Element">The object.</param>
sealed record JsonSection(string File, string Path, JsonElement Element)
{
    /// <summary>A value as messages show it.</summary>
    public static string Describe(JsonElement value)
    {
        string raw = value.GetRawText();
        return value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
            _ => raw.Length <= 200 ? raw : raw[..200] + "...",
        };
    }

    /// <summary>Finds a value that is not null.</summary>
    public bool TryGet(string key, out JsonElement value) =>
        Element.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether there is a value that is not null.</summary>
    public bool Has(string key) => TryGet(key, out _);

    /// <summary>An object, or null where there is none.</summary>
    public JsonSection? FindObject(string key) => !TryGet(key, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonSection(File, $"{Path}{key}.", value)
        : throw Error(key, "an object");

    /// <summary>A string, or null where there is none.</summary>
    public string? FindString(string key) => TryGet(key, out JsonElement value) ? Text(key, value) : null;

    /// <summary>An integer that must be there.</summary>
    public int GetInteger(string key, int min, int max) => FindInteger(key, min, max) ?? throw Error(key, "an integer");

    /// <summary>An integer, or null where there is none.</summary>
    public int? FindInteger(string key, int min, int max) => TryGet(key, out JsonElement value) ? Integer(key, value, min, max) : null;

    /// <summary>A number that must be there.</summary>
    public double GetNumber(string key, double min, double max) => FindNumber(key, min, max) ?? throw Error(key, "a number");

    /// <summary>A number, or null where there is none.</summary>
    public double? FindNumber(string key, double min, double max)
    {
        if (!TryGet(key, out JsonElement value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max
            ? number
            : throw Error(key, $"a number from {min} to {max}");
    }

    /// <summary>A Boolean, or a fallback where there is none.</summary>
    public bool GetBoolean(string key, bool fallback) => FindBoolean(key) ?? fallback;

    /// <summary>A Boolean, or null where there is none.</summary>
    public bool? FindBoolean(string key) => !TryGet(key, out JsonElement value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Error(key, "true or false");

    /// <summary>Strings, or null where there are none.</summary>
    public string[]? FindStrings(string key) => !TryGet(key, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => Text(key, item))]
        : throw Error(key, "an array of strings");

    /// <summary>One integer or several, or none where there are none.</summary>
    public int[] FindIntegers(string key, int min, int max) => !TryGet(key, out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => Integer(key, item, min, max))]
        : [Integer(key, value, min, max)];

    /// <summary>Makes the error of a key.</summary>
    /// <param name="key">The key in this object.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="advice">What to do about it.</param>
    public ModelFormatException Error(string key, string expected, string advice = JsonFile.Advice) =>
        new(File, ModelFormatException.Key(Path + key), expected,
            Element.TryGetProperty(key, out JsonElement found) ? Describe(found) : "no such key", advice);

    string Text(string key, JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error(key, "a string");
        }
        catch (InvalidOperationException) // half a surrogate pair
        {
            throw Error(key, "a string of valid Unicode");
        }
    }

    // A whole number may be spelt 1e4 or 2048.0.
    int Integer(string key, JsonElement value, int min, int max) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            && number >= min && number <= max && number == Math.Truncate(number)
            ? (int)number
            : throw Error(key, $"an integer from {min} to {max}");
}
