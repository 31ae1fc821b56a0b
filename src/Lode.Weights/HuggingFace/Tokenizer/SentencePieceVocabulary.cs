using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>SentencePiece BPE as GGUF has it (<c>tokenizer.ggml.model = llama</c>): tokens with scores, bytes for what they cannot spell.</summary>
static class SentencePieceVocabulary
{
    const string Space = "\u2581";

    /// <summary>Checks that GGUF readers would give the same ids, and adds the keys of this kind.</summary>
    public static void Add(GgufWriter writer, TokenizerFile file, TokenTable tokens)
    {
        if (file.Model.GetBoolean("ignore_merges", false))
            throw file.Model.Refuse("ignore_merges", "false");
        CheckBytes(file);
        bool addsSpace = ReadNormaliser(file);
        CheckWordsAreNotCut(file);
        CheckDecoder(file, addsSpace);
        MarkKinds(file, tokens);
        writer.Add(TokenizerKeys.Model, "llama");
        writer.Add(TokenizerKeys.Pre, "default");
        TokenizerMetadata.AddTokens(writer, tokens);
        writer.AddArray<float>(TokenizerKeys.Scores, MergeScores.Compute(file, tokens));
        writer.Add(TokenizerKeys.AddSpacePrefix, addsSpace);
    }

    static void CheckBytes(TokenizerFile file)
    {
        for (int value = 0; value < 256; value++)
        {
            if (!file.Vocabulary.ContainsKey($"<0x{value:X2}>"))
                throw file.Error("key 'model.vocab'", "a token for every byte, as 'byte_fallback' is true", $"no '<0x{value:X2}>'");
        }
    }

    /// <summary>Spaces become U+2581; one may go before the text.</summary>
    static bool ReadNormaliser(TokenizerFile file)
    {
        List<JsonSection> steps = Steps.Read(file, "normalizer", "normalizers");
        bool addsSpace = false;
        if (steps is [JsonSection prepend, ..] && prepend.Type() == "Prepend")
        {
            if (prepend.FindString("prepend") != Space)
                throw prepend.Refuse("prepend", $"'{Space}'");
            addsSpace = true;
            steps.RemoveAt(0);
        }
        if (steps is not [JsonSection replace] || replace.Type() != "Replace")
            throw file.Root.Refuse("normalizer", $"'Replace' of ' ' with '{Space}', with or without 'Prepend' of '{Space}' before it");
        if (replace.FindObject("pattern")?.FindString("String") != " " || replace.FindString("content") != Space)
            throw replace.Refuse("pattern", $"the string ' ' that becomes '{Space}'");
        return addsSpace;
    }

    /// <summary>After the normaliser no space is left, so cutting at spaces cuts nothing; any other way to cut would.</summary>
    static void CheckWordsAreNotCut(TokenizerFile file)
    {
        foreach (JsonSection step in Steps.Read(file, "pre_tokenizer", "pretokenizers"))
        {
            if (step.Type() != "Split" || step.GetBoolean("invert", false) || step.FindObject("pattern")?.FindString("String") != " ")
                throw step.Refuse("type", "no pre-tokenizer, or 'Split' at the string ' '");
        }
    }

    static void CheckDecoder(TokenizerFile file, bool addsSpace)
    {
        List<JsonSection> steps = Steps.Read(file, "decoder", "decoders");
        string[] wanted = addsSpace ? ["Replace", "ByteFallback", "Fuse", "Strip"] : ["Replace", "ByteFallback", "Fuse"];
        if (!steps.Select(Steps.Type).SequenceEqual(wanted))
            throw file.Root.Refuse("decoder", $"the steps {string.Join(", ", wanted)}");
        if (steps[0].FindObject("pattern")?.FindString("String") != Space || steps[0].FindString("content") != " ")
            throw steps[0].Refuse("pattern", $"the string '{Space}' that becomes ' '");
        if (addsSpace && (steps[3].FindString("content"), steps[3].FindInteger("start", 0, 9), steps[3].FindInteger("stop", 0, 9)) is not (" ", 1, 0 or null))
            throw steps[3].Refuse("content", "one space at the start");
    }

    /// <summary>
    /// The unknown token is one of its own kind. Added tokens that are runs of U+2581 (Gemma) are text that merges make from spaces: GGUF
    /// readers look for added tokens before they replace spaces, and would never find these.
    /// </summary>
    static void MarkKinds(TokenizerFile file, TokenTable tokens)
    {
        if (file.Model.FindString("unk_token") is string unknown)
        {
            int id = tokens.Find(unknown) ?? throw file.Model.Error("unk_token", "a token of the vocabulary");
            tokens.Kinds[id] = TokenKind.Unknown;
        }
        foreach (AddedToken token in file.Added)
        {
            if (!token.IsSpecial && token.Id < tokens.Kinds.Length && token.Content.AsSpan().Trim(Space[0]).IsEmpty)
                tokens.Kinds[token.Id] = TokenKind.Normal;
        }
    }
}
