using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Turns tokenizer.json and tokenizer_config.json into the <c>tokenizer.*</c> keys of GGUF, or says what these cannot express.</summary>
static class TokenizerMetadata
{
    /// <summary>Adds the keys.</summary>
    /// <param name="writer">The header.</param>
    /// <param name="folder">The folder with the files.</param>
    /// <param name="config">config.json; null for a tokenizer alone.</param>
    /// <param name="notes">Takes what GGUF cannot say and no GGUF file of this kind says.</param>
    /// <exception cref="FileNotFoundException">There is no tokenizer.json.</exception>
    /// <exception cref="ModelFormatException">A file is damaged, or GGUF readers would give other ids.</exception>
    public static void Add(GgufWriter writer, string folder, ModelConfig? config, List<string> notes)
    {
        string path = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path}: expected the tokenizer of the model, found no such file; get tokenizer.json into the same folder", path);
        }
        TokenizerFile file = TokenizerFileReader.Read(path);
        JsonSection? settings = JsonFile.Find(Path.Combine(folder, "tokenizer_config.json"));
        if (file.Model.FindString("type") is string type && type != "BPE")
            throw file.Model.Error("type", "'BPE'", "only BPE tokenizers can be converted");
        foreach (string key in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (file.Model.FindString(key) is { Length: > 0 })
                throw file.Model.Refuse(key, "nothing");
        }
        if (file.Model.FindNumber("dropout", 0, 1) is > 0)
            throw file.Model.Refuse("dropout", "nothing");

        bool isSentencePiece = file.Model.GetBoolean("byte_fallback", false);
        TokenTable tokens = new(file, config?.VocabularySize, isSentencePiece, notes);
        if (isSentencePiece)
            SentencePieceVocabulary.Add(writer, file, tokens);
        else
            ByteLevelVocabulary.Add(writer, file, tokens, notes);
        SpecialIds.Add(writer, file, settings, tokens, config, notes);
        ChatTemplates.Add(writer, folder, settings);
    }

    /// <summary>Adds the tokens and their kinds.</summary>
    public static void AddTokens(GgufWriter writer, TokenTable tokens)
    {
        writer.AddArray(TokenizerKeys.Tokens, tokens.Texts);
        writer.AddArray<int>(TokenizerKeys.TokenTypes, [.. tokens.Kinds.Select(kind => (int)kind)]);
    }
}
