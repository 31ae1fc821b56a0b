using System.Text;
using System.Text.Json;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads GPT-2's pair of files: <c>vocab.json</c> (spelling to id) and <c>merges.txt</c> (one merge a line).</summary>
static class VocabularyAndMerges
{
    /// <param name="vocabularyPath">The path of <c>vocab.json</c>.</param>
    /// <param name="mergesPath">The path of <c>merges.txt</c>.</param>
    public static TokenizerParts Read(string vocabularyPath, string mergesPath)
    {
        string pipeline = """
            {"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},
            "post_processor":null,"decoder":{"type":"ByteLevel"}}
            """;
        using JsonDocument document = JsonDocument.Parse(pipeline);
        Dictionary<string, JsonElement> sections = document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone());
        JsonSource source = new(vocabularyPath);
        JsonModel model = ReadVocabulary(vocabularyPath, source);
        ReadMerges(mergesPath, model);
        if (FindEnd(model) is string added)
        {
            using JsonDocument tokens = JsonDocument.Parse(added);
            sections["added_tokens"] = tokens.RootElement.Clone();
        }
        return new TokenizerJsonBuilder(source, sections, model).Build();
    }

    static JsonModel ReadVocabulary(string path, JsonSource source)
    {
        // The same shape as the vocabulary of a tokenizer.json.
        byte[] json = [.. "{\"type\":\"BPE\",\"vocab\":"u8, .. File.ReadAllBytes(path), .. "}"u8];
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            return new JsonModelReader(source).Read(ref reader);
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException(path, $"line {exception.LineNumber + 1}", "JSON", exception.Message, "download the file again");
        }
    }

    static void ReadMerges(string path, JsonModel model)
    {
        ByteStrings merges = new(1 << 15);
        List<int> cuts = [];
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (text.StartsWith("#version", StringComparison.Ordinal) || text.Length == 0)
                continue;
            byte[] pair = Encoding.UTF8.GetBytes(text);
            int cut = Array.IndexOf(pair, (byte)' ');
            if (cut < 0 || Array.LastIndexOf(pair, (byte)' ') != cut)
            {
                throw new ModelFormatException(
                    path, $"line {line}", "two tokens with a space between", $"'{JsonSource.Shorten(text)}'", "download the file again");
            }
            merges.Add([.. pair[..cut], .. pair[(cut + 1)..]]);
            cuts.Add(cut);
        }
        (model.Merges, model.MergeCuts) = (merges, [.. cuts]);
    }

    /// <summary>GPT-2's end of text, which is special wherever the vocabulary has it.</summary>
    static string? FindEnd(JsonModel model)
    {
        for (int i = 0; i < model.Texts!.Count; i++)
        {
            if (model.Texts[i].SequenceEqual("<|endoftext|>"u8))
            {
                return $$"""
                    [{"id":{{model.Ids![i]}},"content":"<|endoftext|>","single_word":false,"lstrip":false,"rstrip":false,
                    "normalized":false,"special":true}]
                    """;
            }
        }
        return null;
    }
}
