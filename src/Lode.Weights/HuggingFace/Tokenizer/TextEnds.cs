using System.Text.Json;

namespace Lode.Weights.HuggingFace;

/// <summary>Which tokens go before and after a text: the post-processor's template, or the flags of the classes that make their own.</summary>
/// <param name="Begin">The token before, or null.</param>
/// <param name="End">The token behind, or null.</param>
readonly record struct TextEnds(string? Begin, string? End)
{
    /// <summary>Reads the post-processor, then the flags of tokenizer_config.json where the class obeys them.</summary>
    public static TextEnds Read(TokenizerFile file, JsonSection? config)
    {
        TextEnds ends = default;
        foreach (JsonSection step in Steps.Read(file, "post_processor", "processors"))
        {
            switch (step.Type())
            {
                case "ByteLevel": // changes offsets only
                    break;
                case "TemplateProcessing":
                    ends = ReadTemplate(step);
                    break;
                default:
                    throw step.Refuse("type", "'ByteLevel' or 'TemplateProcessing'");
            }
        }
        string kind = config?.FindString("tokenizer_class") ?? "";
        if (!kind.StartsWith("Llama", StringComparison.Ordinal) && !kind.StartsWith("Gemma", StringComparison.Ordinal)
            && !kind.StartsWith("CodeLlama", StringComparison.Ordinal))
            return ends;
        return new TextEnds(
            Apply(config!, "add_bos_token", ends.Begin, "bos_token"), Apply(config!, "add_eos_token", ends.End, "eos_token"));
    }

    /// <summary>The spelling of a token in tokenizer_config.json: a string, or an object with its flags.</summary>
    public static string? FindToken(JsonSection? config, string key) => config is null ? null
        : config.TryGet(key, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? config.FindObject(key)!.FindString("content")
            : config.FindString(key);

    static string? Apply(JsonSection config, string flag, string? fromTemplate, string token) => config.FindBoolean(flag) switch
    {
        null => fromTemplate,
        true => FindToken(config, token) ?? throw config.Error(token, $"the token that '{flag}' adds"),
        false => null,
    };

    static TextEnds ReadTemplate(JsonSection step)
    {
        const string Key = "single";
        const string Expected = "at most one token before and one behind the text";
        if (!step.TryGet(Key, out JsonElement parts) || parts.ValueKind != JsonValueKind.Array)
            throw step.Error(Key, "an array");
        string? begin = null;
        string? end = null;
        bool seenText = false;
        foreach (JsonElement part in parts.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object)
                throw step.Error(Key, "an array of objects");
            JsonSection section = new(step.File, $"{step.Path}{Key}.", part);
            string? name = section.FindObject("SpecialToken")?.FindString("id");
            if (name is null)
            {
                if (seenText || section.FindObject("Sequence") is null)
                    throw step.Refuse(Key, Expected);
                seenText = true;
            }
            else if ((seenText ? end : begin) is not null)
            {
                throw step.Refuse(Key, Expected);
            }
            else if (seenText)
            {
                end = name;
            }
            else
            {
                begin = name;
            }
        }
        return seenText ? new TextEnds(begin, end) : throw step.Refuse(Key, Expected);
    }
}
