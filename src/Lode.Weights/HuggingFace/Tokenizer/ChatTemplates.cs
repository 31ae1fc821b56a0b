using System.Text.Json;
using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Copies chat templates: from a file of their own, or from tokenizer_config.json, where there may be several with names.</summary>
static class ChatTemplates
{
    const int LargestBytes = 4 << 20;
    const string Key = "chat_template";

    /// <summary>Adds the templates, if there are any.</summary>
    public static void Add(GgufWriter writer, string folder, JsonSection? settings)
    {
        string path = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(path))
        {
            if (new FileInfo(path).Length > LargestBytes)
                throw new ModelFormatException(path, "text", $"at most {LargestBytes} bytes", $"{new FileInfo(path).Length}", JsonFile.Advice);
            AddText(writer, TokenizerKeys.ChatTemplate, File.ReadAllText(path), path);
        }
        else if (settings is not null && settings.TryGet(Key, out JsonElement value))
        {
            if (value.ValueKind == JsonValueKind.Array)
                AddNamed(writer, settings, value);
            else
                AddText(writer, TokenizerKeys.ChatTemplate, settings.FindString(Key)!, settings.File);
        }
    }

    static void AddNamed(GgufWriter writer, JsonSection settings, JsonElement list)
    {
        List<string> names = [];
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
                throw settings.Error(Key, "templates with names");
            JsonSection entry = new(settings.File, $"{Key}.", element);
            string name = entry.FindString("name") ?? throw entry.Error("name", "a string");
            string text = entry.FindString("template") ?? throw entry.Error("template", "a string");
            bool isName = name.Length is > 0 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
            if (!isName || names.Contains(name))
                throw entry.Error("name", "letters, digits, '-' and '_', different for each template");
            names.Add(name);
            AddText(writer, name == "default" ? TokenizerKeys.ChatTemplate : $"{TokenizerKeys.ChatTemplate}.{name}", text, settings.File);
        }
        names.Remove("default");
        if (names.Count > 0)
            writer.AddArray(TokenizerKeys.ChatTemplates, names);
    }

    static void AddText(GgufWriter writer, string key, string text, string file)
    {
        try
        {
            writer.Add(key, text);
        }
        catch (ArgumentException)
        {
            throw new ModelFormatException(file, ModelFormatException.Key(Key), "valid Unicode", "half a surrogate pair", JsonFile.Advice);
        }
    }
}
