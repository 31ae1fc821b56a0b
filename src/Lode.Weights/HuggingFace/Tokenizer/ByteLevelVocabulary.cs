using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Byte-level BPE as GGUF has it (<c>tokenizer.ggml.model = gpt2</c>): a named pre-tokenizer, tokens, and merges as text.</summary>
static class ByteLevelVocabulary
{
    /// <summary>Checks that GGUF readers would give the same ids, and adds the keys of this kind.</summary>
    public static void Add(GgufWriter writer, TokenizerFile file, TokenTable tokens, List<string> notes)
    {
        PreTokenizerPattern pattern = PreTokenizerPattern.Find(file);
        foreach (JsonSection step in Steps.Read(file, "normalizer", "normalizers"))
        {
            if (step.Type() != "NFC")
                throw step.Refuse("type", "'NFC' or no normaliser");
            notes.Add("Hugging Face brings text into the Unicode form NFC first; GGUF has no key for it, so text in another form gets other tokens");
        }
        List<JsonSection> decoder = Steps.Read(file, "decoder", "decoders");
        if (decoder is not [JsonSection only] || only.Type() != "ByteLevel")
            throw file.Root.Refuse("decoder", "'ByteLevel'");
        CheckBytes(file);
        writer.Add(TokenizerKeys.Model, "gpt2");
        writer.Add(TokenizerKeys.Pre, pattern.GgufName);
        TokenizerMetadata.AddTokens(writer, tokens);
        writer.AddArray(TokenizerKeys.Merges, Spell(file, tokens));
    }

    static Utf8Strings Spell(TokenizerFile file, TokenTable tokens)
    {
        Utf8Strings spelt = new(file.Merges.Count);
        foreach (Merge merge in file.Merges)
        {
            (string left, string right) = (tokens.Texts[merge.Left], tokens.Texts[merge.Right]);
            if (left.Contains(' ') || right.Contains(' '))
                throw file.Error("key 'model.merges'", "tokens without spaces", $"'{left}' and '{right}'", "GGUF cannot say this");
            spelt.AddPair(left, right);
        }
        return spelt;
    }

    /// <summary>Hugging Face drops bytes that have no token, GGUF readers do not.</summary>
    static void CheckBytes(TokenizerFile file)
    {
        int beyond = 0;
        for (int value = 0; value < 256; value++)
        {
            bool isPrintable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            char spelling = isPrintable ? (char)value : (char)(256 + beyond++);
            bool isInUtf8 = value is < 0xC0 or (> 0xC1 and < 0xF5);
            if (isInUtf8 && !file.Vocabulary.ContainsKey(spelling.ToString()))
                throw file.Error("key 'model.vocab'", "a token for every byte of UTF-8", $"none for byte 0x{value:X2}, '{spelling}'");
        }
    }
}
