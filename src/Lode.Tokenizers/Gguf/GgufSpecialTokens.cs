using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads which tokens begin and end texts, and finds those that end a generation.</summary>
static class GgufSpecialTokens
{
    /// <summary>
    /// Spellings that end a turn, a message or a text in the model families in use; conversion often leaves the eot and eom keys out.
    /// </summary>
    static readonly byte[][] s_endSpellings =
    [
        [.. "<|eot_id|>"u8], [.. "<|eom_id|>"u8], [.. "<|end_of_text|>"u8], // Llama 3
        [.. "<|im_end|>"u8], [.. "<|endoftext|>"u8], // ChatML, Qwen, GPT-2
        [.. "<|end|>"u8], // Phi 3
        [.. "<end_of_turn>"u8], [.. "<eos>"u8], // Gemma
        [.. "</s>"u8], // Llama 2, Mistral
        [.. "<EOT>"u8], [.. "_<EOT>"u8], [.. "[EOT]"u8], [.. "[EOS]"u8], [.. "<end_of_utterance>"u8],
        [.. "<\uFF5Cend\u2581of\u2581sentence\uFF5C>"u8], // DeepSeek
    ];

    /// <summary>Reads the keys; tokens that end a generation become control tokens, whatever the file calls them.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="defaults">The ids, and whether to add them, where the file does not say.</param>
    public static SpecialTokens Read(GgufMetadata metadata, Vocabulary vocabulary, SpecialTokens defaults)
    {
        int? begin = FindId(metadata, GgufKeys.BeginOfText, vocabulary, defaults.BeginOfText);
        int? end = FindId(metadata, GgufKeys.EndOfText, vocabulary, defaults.EndOfText);
        int? unknown = FindId(metadata, GgufKeys.Unknown, vocabulary, defaults.Unknown);
        SortedSet<int> ends = [];
        foreach (int? id in (int?[])[end, FindId(metadata, GgufKeys.EndOfTurn, vocabulary, null),
            FindId(metadata, GgufKeys.EndOfMessage, vocabulary, null)])
        {
            if (id is int known)
                ends.Add(known);
        }
        foreach (byte[] spelling in s_endSpellings)
        {
            int id = vocabulary.Find(spelling);
            if (id < 0 || vocabulary.Type(id) is not (TokenType.Control or TokenType.UserDefined))
                continue;
            ends.Add(id);
            vocabulary.MarkControl(id);
        }
        return new SpecialTokens(
            begin, end, unknown,
            ReadFlag(metadata, GgufKeys.AddBeginOfText, defaults.AddsBeginOfText, GgufKeys.BeginOfText, begin),
            ReadFlag(metadata, GgufKeys.AddEndOfText, defaults.AddsEndOfText, GgufKeys.EndOfText, end),
            [.. ends]);
    }

    static int? FindId(GgufMetadata metadata, string key, Vocabulary vocabulary, int? fallback)
    {
        if (!metadata.TryGet(key, out _))
            return fallback < vocabulary.Count ? fallback : null;
        long id = metadata.GetInteger(key, -1, uint.MaxValue);
        if (id is -1 or uint.MaxValue) // how converters write "none"
            return null;
        if (id >= vocabulary.Count)
            throw GgufKeys.Error(metadata, key, $"a token from 0 to {vocabulary.Count - 1}", $"{id}");
        return (int)id;
    }

    static bool ReadFlag(GgufMetadata metadata, string key, bool fallback, string idKey, int? id)
    {
        bool adds = metadata.GetBoolean(key, fallback);
        if (adds && id is null)
            throw GgufKeys.Error(metadata, idKey, $"the token that {key} adds", "none");
        return adds;
    }
}
