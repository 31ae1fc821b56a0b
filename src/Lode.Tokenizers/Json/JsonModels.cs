using System.Globalization;
using System.Text;

namespace Lode.Tokenizers;

/// <summary>Makes models of their descriptions.</summary>
static class JsonModels
{
    /// <summary>The kind of a model; files of the oldest versions leave it out.</summary>
    public static string Type(JsonModel model, JsonSource source) => model.Type switch
    {
        "BPE" or "Unigram" or "WordPiece" or "WordLevel" => model.Type,
        null when model.Merges is not null => "BPE",
        null when model.Scores is not null => "Unigram",
        null when model.ContinuingPrefix is not null || model.MaxCharactersPerWord is not null => "WordPiece",
        null => "WordLevel",
        string other => throw source.Unsupported("model.type", "BPE, Unigram, WordPiece or WordLevel", $"'{other}'"),
    };

    /// <param name="type">The kind, as <see cref="Type"/> gives it.</param>
    /// <param name="model">The description.</param>
    /// <param name="vocabulary">Its tokens.</param>
    /// <param name="isByteLevel">Words come as bytes that stand for GPT-2's spelling of them.</param>
    /// <param name="source">The file.</param>
    public static TokenizerModel Create(string type, JsonModel model, JsonVocabulary vocabulary, bool isByteLevel, JsonSource source)
    {
        if (model.Scores is null == (type == "Unigram"))
            throw source.Error("model.vocab", type == "Unigram" ? "pairs of token and score" : "an object", "the other kind");
        return type switch
        {
            "BPE" => Bpe(model, vocabulary, isByteLevel, source),
            "Unigram" => Unigram(model, vocabulary, source),
            "WordPiece" => new WordPieceModel(
                Texts(vocabulary), Unknown(model, vocabulary, source, "[UNK]"), Encoding.UTF8.GetBytes(model.ContinuingPrefix ?? "##"),
                model.MaxCharactersPerWord ?? 100),
            _ => new WordLevelModel(Texts(vocabulary), Unknown(model, vocabulary, source, "<unk>")),
        };
    }

    /// <summary>
    /// Whether merges over the bytes themselves give what merges over their spelling give: where a byte has no token, what becomes of
    /// its spelling must not depend on that spelling's own bytes or neighbours.
    /// </summary>
    public static bool CanWorkOnBytes(JsonModel model, JsonVocabulary vocabulary) =>
        !(model.ByteFallback || model.FusesUnknown) || Array.IndexOf(SpeltBytes(vocabulary), -1) < 0;

    static BpeModel Bpe(JsonModel model, JsonVocabulary vocabulary, bool isByteLevel, JsonSource source)
    {
        if (model.Dropout is > 0)
            throw source.Unsupported("model.dropout", "none, as dropout is random", $"{model.Dropout}");
        if (model.Merges is null)
            throw source.Error("model.merges", "an array", "nothing");
        byte[] prefix = Encoding.UTF8.GetBytes(model.ContinuingPrefix ?? "");
        byte[] suffix = Encoding.UTF8.GetBytes(model.EndSuffix ?? "");
        if (prefix.Length + suffix.Length > 32)
            throw source.Unsupported("model", "affixes of at most 32 bytes", $"{prefix.Length + suffix.Length}");
        ByteStrings pieces = isByteLevel ? Unspell(vocabulary) : Texts(vocabulary);
        BpeMerge[] merges = BpeMerges.Resolve(model, vocabulary, prefix.Length, source);
        return new BpeModel(new BpeVocabulary
        {
            Pieces = pieces,
            TokenCount = pieces.Count,
            IsByteLevel = isByteLevel,
            Merges = merges,
            LastDuplicateWins = true,
            ByteTokens = isByteLevel ? SpeltBytes(vocabulary) : model.ByteFallback ? FallbackBytes(vocabulary) : NoBytes(),
            Unknown = model.UnknownToken is null ? -1 : Unknown(model, vocabulary, source, ""),
            FusesUnknown = model.FusesUnknown,
            WholeWordsFirst = model.IgnoresMerges,
            ContinuingPrefix = prefix,
            EndSuffix = suffix,
            WordSeparator = isByteLevel || model.IgnoresMerges || prefix.Length + suffix.Length > 0
                ? [] : BpeMerges.Separator(merges, pieces, vocabulary),
        });
    }

    static UnigramModel Unigram(JsonModel model, JsonVocabulary vocabulary, JsonSource source)
    {
        if (model.UnknownId is int unknown && (unknown < 0 || unknown >= vocabulary.ModelIdCount))
            throw source.Error("model.unk_id", $"a token from 0 to {vocabulary.ModelIdCount - 1}", $"{unknown}");
        return new UnigramModel(
            Texts(vocabulary), model.Scores!, model.UnknownId ?? -1, model.ByteFallback ? FallbackBytes(vocabulary) : NoBytes());
    }

    static int Unknown(JsonModel model, JsonVocabulary vocabulary, JsonSource source, string fallback)
    {
        string token = model.UnknownToken ?? fallback;
        int id = vocabulary.Find(Encoding.UTF8.GetBytes(token));
        return id >= 0 ? id : throw source.Error("model.unk_token", "a token of the vocabulary", $"'{token}'");
    }

    static ByteStrings Texts(JsonVocabulary vocabulary)
    {
        if (vocabulary.Ids is null)
            return vocabulary.ModelTexts;
        ByteStrings texts = new(vocabulary.ModelIdCount);
        for (int id = 0; id < vocabulary.ModelIdCount; id++)
            texts.Add(vocabulary.ModelText(id));
        texts.TrimExcess();
        return texts;
    }

    /// <summary>The bytes that tokens spell; empty where a token holds a character that spells none, which no text becomes.</summary>
    static ByteStrings Unspell(JsonVocabulary vocabulary)
    {
        ByteStrings pieces = new(vocabulary.ModelIdCount);
        byte[] buffer = new byte[1 << 16];
        for (int id = 0; id < vocabulary.ModelIdCount; id++)
            pieces.Add(ByteLevelAlphabet.TryRead(vocabulary.ModelText(id), buffer, out int length) ? buffer.AsSpan(0, length) : []);
        pieces.TrimExcess();
        return pieces;
    }

    static int[] SpeltBytes(JsonVocabulary vocabulary)
    {
        int[] tokens = new int[256];
        Span<byte> spelling = stackalloc byte[2];
        for (int value = 0; value < 256; value++)
            tokens[value] = vocabulary.Find(spelling[..ByteLevelAlphabet.Spell([(byte)value], spelling)]);
        return tokens;
    }

    static int[] FallbackBytes(JsonVocabulary vocabulary)
    {
        int[] tokens = new int[256];
        for (int value = 0; value < 256; value++)
            tokens[value] = vocabulary.Find(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")));
        return tokens;
    }

    static int[] NoBytes()
    {
        int[] tokens = new int[256];
        Array.Fill(tokens, -1);
        return tokens;
    }
}
