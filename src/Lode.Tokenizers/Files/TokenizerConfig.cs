using System.Text.Json;
using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads <c>tokenizer_config.json</c> where a folder has nothing that says more.</summary>
static class TokenizerConfig
{
    /// <summary>Whether the vocabulary and merges of a folder are cut as GPT-2 does; so too where there is no such file.</summary>
    /// <exception cref="ModelFormatException">The file names another kind of tokenizer.</exception>
    public static bool IsGpt2(string folder)
    {
        string path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path))
            return true;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonSource source = new(path);
            string kind = source.String(document.RootElement, "tokenizer_class", "(root)", "GPT2Tokenizer");
            return kind is "GPT2Tokenizer" or "GPT2TokenizerFast" ? true : throw source.Error(
                "tokenizer_class", "GPT2Tokenizer", $"'{kind}'",
                "vocab.json and merges.txt do not say how that one cuts words; get the model's tokenizer.json");
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException(path, $"line {exception.LineNumber + 1}", "JSON", exception.Message, "download the file again");
        }
    }
}
