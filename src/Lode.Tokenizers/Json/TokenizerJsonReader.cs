using System.Text.Json;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads <c>tokenizer.json</c>, the format of Hugging Face tokenizers (version 1.0).</summary>
static class TokenizerJsonReader
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="json">UTF-8; not needed afterwards.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="ModelFormatException">It is damaged, contradicts itself, or asks for what cannot be reproduced exactly.</exception>
    public static TokenizerParts Read(ReadOnlySpan<byte> json, string file)
    {
        JsonSource source = new(file);
        try
        {
            return Read(json, source);
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException(
                file, $"line {exception.LineNumber + 1}", "JSON", exception.Message, "download the file again");
        }
        catch (InvalidOperationException exception) // an escaped lone surrogate
        {
            throw new ModelFormatException(file, "strings", "well-formed Unicode", exception.Message, "download the file again");
        }
    }

    static TokenizerParts Read(ReadOnlySpan<byte> json, JsonSource source)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        Utf8JsonReader reader = new(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw source.Error("(root)", "an object", reader.TokenType.ToString());
        Dictionary<string, JsonElement> sections = [];
        JsonModel? model = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == "model")
                model = new JsonModelReader(source).Read(ref reader);
            else
                sections[name] = JsonElement.ParseValue(ref reader);
        }
        while (reader.Read())
        {
            // Anything behind the object is an error of the format, which reading it reports.
        }
        if (model is null)
            throw source.Error("model", "an object", "nothing");
        return new TokenizerJsonBuilder(source, sections, model).Build();
    }
}
