using System.Text.Json;
using Lode.Tests;

namespace Lode.Tokenizers.Tests;

/// <summary>Hugging Face's <c>tokenizer.json</c> as the GGUF keys that conversion makes of it.</summary>
static class TokenizerJson
{
    /// <param name="folder">The folder under <c>tokenizers/vocab</c>.</param>
    /// <param name="pre">The name of the pre-tokenizer; null for a SentencePiece vocabulary.</param>
    public static TokenizerFile Read(string folder, string? pre)
    {
        using FileStream stream = File.OpenRead(TestData.Require($"tokenizers/vocab/{folder}/tokenizer.json"));
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement model = document.RootElement.GetProperty("model");
        JsonElement added = document.RootElement.GetProperty("added_tokens");

        Dictionary<int, (string Text, int Type)> tokens = [];
        foreach (JsonProperty token in model.GetProperty("vocab").EnumerateObject())
            tokens[token.Value.GetInt32()] = (token.Name, pre is null && token.Name is ['<', '0', 'x', _, _, '>'] ? 6 : 1);
        foreach (JsonElement token in added.EnumerateArray())
        {
            tokens[token.GetProperty("id").GetInt32()] =
                (token.GetProperty("content").GetString()!, token.GetProperty("special").GetBoolean() ? 3 : 4);
        }
        int count = tokens.Keys.Max() + 1;
        (string Text, int Type)[] all = [.. Enumerable.Range(0, count).Select(id => tokens.GetValueOrDefault(id, ($"[PAD{id}]", 5)))];

        TokenizerFile file = new TokenizerFile()
            .Set(TokenizerFile.Model, pre is null ? "llama" : "gpt2")
            .Set(TokenizerFile.Tokens, [.. all.Select(token => token.Text)])
            .Set(TokenizerFile.Types, (IReadOnlyList<int>)[.. all.Select(token => token.Type)]);
        string[] merges = [.. model.GetProperty("merges").EnumerateArray().Select(merge =>
            merge.ValueKind == JsonValueKind.String ? merge.GetString()! : $"{merge[0].GetString()} {merge[1].GetString()}")];
        if (pre is not null)
            return file.Set(TokenizerFile.Pre, pre).Set(TokenizerFile.AddBegin, false).Set(TokenizerFile.Merges, merges);

        // Conversion to Hugging Face sorts the merges by the score of what they make, so that score falls with the first rank.
        Dictionary<string, int> ranks = [];
        for (int rank = 0; rank < merges.Length; rank++)
            ranks.TryAdd(merges[rank].Replace(" ", ""), rank);
        return file.Set(
            TokenizerFile.Scores, (IReadOnlyList<float>)[.. all.Select(token => -(float)ranks.GetValueOrDefault(token.Text, merges.Length))]);
    }
}
