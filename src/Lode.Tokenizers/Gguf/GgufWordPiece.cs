using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads BERT's WordPiece (<c>tokenizer.ggml.model = bert</c>) from metadata.</summary>
/// <remarks>
/// In GGUF, tokens that begin a word begin with U+2581 and others do not; they are turned back into BERT's own spelling, where those that
/// continue a word begin with <c>##</c>. GGUF has no keys for the normalizer: it is that of the uncased models, as in llama.cpp.
/// </remarks>
static class GgufWordPiece
{
    const int MaxCharactersPerWord = 100;

    // What is made below, in the words of tokenizer.json.
    static readonly byte[] s_description =
    [
        .. """
            {"lode":{},"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":true,"lowercase":true},
            "pre_tokenizer":{"type":"BertPreTokenizer"},"decoder":{"type":"WordPiece","prefix":"##","cleanup":true}}
            """u8,
    ];

    public static TokenizerParts Create(GgufMetadata metadata)
    {
        Vocabulary file = GgufVocabulary.Read(metadata, needsScores: false);
        Vocabulary vocabulary = Respell(metadata, file);
        SpecialTokens special = ReadSpecial(metadata, vocabulary);
        int unknown = special.Unknown ?? throw GgufKeys.Error(metadata, GgufKeys.Unknown, "the token for unknown words", "none");
        ByteStrings texts = new(vocabulary.Count);
        for (int id = 0; id < vocabulary.Count; id++)
            texts.Add(vocabulary.IsPlain(id) ? vocabulary.Text(id) : []);
        byte[] prefix = [.. "##"u8];
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Special = special,
            Model = new WordPieceModel(texts, unknown, prefix, MaxCharactersPerWord),
            Decoder = new TokenDecoder { CreateChain = (next, fromStart, _) => new WordPieceStage(next, prefix, cleans: true, fromStart) },
            Normalizer = BertNormalizer.Create(cleansText: true, separatesIdeographs: true, stripsAccents: true, lowercases: true),
            Steps =
            [
                new PatternSplit(new CharacterPattern(CharacterClasses.IsWhiteSpace), SplitBehavior.Removed),
                new PatternSplit(new CharacterPattern(CharacterClasses.IsPunctuation), SplitBehavior.Isolated),
            ],
            Description = new PipelineDescription(s_description, SpellsBytes: true),
            Added = GgufSpecialTokens.Added(vocabulary),
            PostProcessor = GgufSpecialTokens.PostProcessor(special),
        };
    }

    static SpecialTokens ReadSpecial(GgufMetadata metadata, Vocabulary vocabulary)
    {
        int? begin = GgufSpecialTokens.FindId(metadata, GgufKeys.Class, vocabulary, 101);
        int? end = GgufSpecialTokens.FindId(metadata, GgufKeys.Separator, vocabulary, 102);
        int? unknown = GgufSpecialTokens.FindId(metadata, GgufKeys.Unknown, vocabulary, 100);
        return new SpecialTokens(
            begin, end, unknown, metadata.GetBoolean(GgufKeys.AddBeginOfText, begin is not null),
            metadata.GetBoolean(GgufKeys.AddEndOfText, end is not null), end is int id ? [id] : []);
    }

    static Vocabulary Respell(GgufMetadata metadata, Vocabulary file)
    {
        ByteStrings texts = new(file.Count);
        TokenType[] types = new TokenType[file.Count];
        for (int id = 0; id < file.Count; id++)
        {
            ReadOnlySpan<byte> text = file.Text(id);
            types[id] = file.Type(id);
            if (!file.IsPlain(id) || (text.Length > 2 && text[0] == '[' && text[^1] == ']'))
                texts.Add(text);
            else if (text.StartsWith(SpaceMarks.Space))
                texts.Add(text[SpaceMarks.Space.Length..]);
            else
                texts.Add([.. "##"u8, .. text]);
        }
        texts.TrimExcess();
        Vocabulary vocabulary = new(texts, types, null, out (int First, int Second)? duplicate);
        return duplicate is null ? vocabulary : throw GgufKeys.Error(
            metadata, GgufKeys.Tokens, "every token once", $"{GgufVocabulary.Quote(texts[duplicate.Value.First])} twice");
    }
}
