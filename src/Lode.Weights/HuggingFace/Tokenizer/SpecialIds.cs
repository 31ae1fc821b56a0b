using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>Adds the ids of tokens with a meaning of their own: what begins and ends texts, turns and generations.</summary>
static class SpecialIds
{
    /// <summary>Tokens that end a turn, which GGUF readers also find by their spelling.</summary>
    static readonly string[] s_turnEnds = ["<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>"];

    /// <summary>Tokens that end a text or a message, which GGUF readers find by their spelling.</summary>
    static readonly string[] s_knownEnds = ["<|end_of_text|>", "<|endoftext|>", "</s>", "<eos>", "<|eom_id|>"];

    /// <summary>Adds the keys.</summary>
    /// <param name="writer">The header.</param>
    /// <param name="file">The tokenizer.json.</param>
    /// <param name="settings">tokenizer_config.json, if there is one.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="config">config.json and generation_config.json; null for a tokenizer alone.</param>
    /// <param name="notes">Takes what GGUF cannot say.</param>
    public static void Add(
        GgufWriter writer, TokenizerFile file, JsonSection? settings, TokenTable tokens, ModelConfig? config, List<string> notes)
    {
        TextEnds added = TextEnds.Read(file, settings);
        int? begin = Find("bos_token") ?? Id(added.Begin) ?? Row(config?.BeginId);
        int? end = Find("eos_token") ?? Id(added.End) ?? Row(config?.EndIds.Cast<int?>().FirstOrDefault());
        if (added.Begin is not null && Id(added.Begin) != begin)
            throw file.Error("post_processor", "the 'bos_token' of tokenizer_config.json before a text", $"'{added.Begin}'");
        if (added.End is not null && Id(added.End) != end)
            throw file.Error("post_processor", "the 'eos_token' of tokenizer_config.json behind a text", $"'{added.End}'");
        AddId(writer, TokenizerKeys.BeginOfText, begin);
        AddId(writer, TokenizerKeys.EndOfText, end);
        AddOtherEnds(writer, tokens, [.. (config?.EndIds ?? []).Select(id => Row(id)!.Value)], end, notes);
        AddId(writer, TokenizerKeys.Unknown, Id(file.Model.FindString("unk_token")) ?? Find("unk_token"));
        AddId(writer, TokenizerKeys.Padding, Find("pad_token") ?? Row(config?.PaddingId));
        writer.Add(TokenizerKeys.AddBeginOfText, added.Begin is not null);
        writer.Add(TokenizerKeys.AddEndOfText, added.End is not null);

        int? Find(string key) => TextEnds.FindToken(settings, key) is not string text ? null
            : tokens.Find(text) ?? throw settings!.Error(key, "a token of tokenizer.json");

        int? Id(string? text) => text is null ? null
            : tokens.Find(text) ?? throw file.Error("special tokens", "tokens of the vocabulary", $"'{text}'");

        int? Row(int? id) => id is null || id < tokens.Texts.Count ? id
            : throw new ModelFormatException(config!.File, "special tokens", $"ids below {tokens.Texts.Count}", $"{id}", JsonFile.Advice);
    }

    /// <summary>
    /// GGUF has room for three tokens that end a generation: end of text, of turn, of message. Readers find the usual ones by their spelling
    /// besides.
    /// </summary>
    static void AddOtherEnds(GgufWriter writer, TokenTable tokens, int[] ends, int? end, List<string> notes)
    {
        int? turn = ends.Where(id => id != end).Append(end ?? -1).Cast<int?>().FirstOrDefault(id => id >= 0 && s_turnEnds.Contains(tokens.Texts[id.Value]));
        List<int> unknown = [.. ends.Where(id => id != end && id != turn && !IsFound(id))];
        if (turn is null && unknown.Count > 0)
        {
            turn = unknown[0];
            unknown.RemoveAt(0);
        }
        AddId(writer, TokenizerKeys.EndOfTurn, turn);
        if (unknown.Count > 0)
            AddId(writer, TokenizerKeys.EndOfMessage, unknown[0]);
        foreach (int id in unknown.Skip(1))
            notes.Add($"token {id}, '{tokens.Texts[id]}', also ends a generation in Hugging Face; GGUF has no key left to say so");

        bool IsFound(int id) => tokens.Kinds[id] is TokenKind.Control or TokenKind.UserDefined
            && (s_knownEnds.Contains(tokens.Texts[id]) || s_turnEnds.Contains(tokens.Texts[id]));
    }

    static void AddId(GgufWriter writer, string key, int? id)
    {
        if (id is int known)
            writer.Add(key, (uint)known);
    }
}
