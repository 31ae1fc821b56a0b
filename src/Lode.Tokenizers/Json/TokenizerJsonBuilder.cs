using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Puts a tokenizer together from the sections of a <c>tokenizer.json</c>.</summary>
/// <param name="source">The file.</param>
/// <param name="sections">All but the model.</param>
/// <param name="model">The model; null where it is given.</param>
sealed class TokenizerJsonBuilder(JsonSource source, Dictionary<string, JsonElement> sections, JsonModel? model)
{
    public TokenizerParts Build()
    {
        string type = JsonModels.Type(model!, source);
        JsonVocabulary vocabulary = new(source, model!, Section("added_tokens"));
        bool spellsBytes = type != "BPE" || !JsonModels.CanWorkOnBytes(model!, vocabulary);
        JsonPipeline pipeline = new(source, spellsBytes);
        Normalizer? normalizer = Section("normalizer") is JsonElement n ? pipeline.Normalizer(n, "normalizer") : null;
        SplitStep[] steps = Section("pre_tokenizer") is JsonElement p ? pipeline.Steps(p, "pre_tokenizer") : [];
        TokenizerModel encoder = JsonModels.Create(type, model!, vocabulary, pipeline.GivesBytes, source);
        PostProcessor post = Section("post_processor") is JsonElement q
            ? new JsonPostProcessor(source, vocabulary.Vocabulary).Create(q) : PostProcessor.None;
        JsonElement? decoder = Section("decoder");
        return new TokenizerParts
        {
            Vocabulary = vocabulary.Vocabulary,
            Special = SpecialTokenFinder.Find(vocabulary.Vocabulary, post),
            Model = encoder,
            Normalizer = normalizer,
            Steps = steps,
            Added = vocabulary.Added,
            NeedsOrigins = normalizer is not null && pipeline.AsksForStart,
            PostProcessor = post,
            Decoder = new JsonDecoder(source, vocabulary.Vocabulary).Create(decoder),
            Truncation = Truncation(),
            Padding = Padding(),
            Description = PipelineDescription.Of(sections, spellsBytes),
        };
    }

    JsonElement? Section(string name) =>
        sections.TryGetValue(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;

    /// <summary>Puts a tokenizer together whose model and tokens are there already.</summary>
    /// <param name="given">These; what is not described by sections is kept.</param>
    /// <param name="spellsBytes">GPT-2's spelling of bytes is written out.</param>
    /// <param name="map">SentencePiece's character map; empty where there is none.</param>
    /// <exception cref="FormatException">The map is none.</exception>
    public TokenizerParts BuildAround(TokenizerParts given, bool spellsBytes, ReadOnlySpan<byte> map)
    {
        JsonPipeline pipeline = new(source, spellsBytes);
        OwnComponents? own = Section(PipelineDescription.Own) is JsonElement element ? new OwnComponents(source, element) : null;
        Normalizer? normalizer = Section("normalizer") is JsonElement n ? pipeline.Normalizer(n, "normalizer") : own?.Normalizer(map);
        JsonElement? decoder = Section("decoder");
        return new TokenizerParts
        {
            Vocabulary = given.Vocabulary,
            Special = given.Special,
            Model = given.Model,
            Normalizer = normalizer,
            Steps = Section("pre_tokenizer") is JsonElement p ? pipeline.Steps(p, "pre_tokenizer") : own?.Steps() ?? [],
            NeedsOrigins = normalizer is not null && pipeline.AsksForStart,
            PostProcessor = Section("post_processor") is JsonElement q ? new JsonPostProcessor(source, given.Vocabulary).Create(q)
                : own is not null ? GgufSpecialTokens.PostProcessor(given.Special) : PostProcessor.None,
            Decoder = own is not null && decoder is null
                ? new TokenDecoder { Bytes = given.Bytes!.Bytes, StripsLeadingSpace = own.StripsLeadingSpace }
                : new JsonDecoder(source, given.Vocabulary, given.Bytes?.Bytes).Create(decoder),
            Truncation = Truncation(),
            Padding = Padding(),
            RawMatcher = given.RawMatcher,
            NormalizedMatcher = given.NormalizedMatcher,
            Bytes = given.Bytes,
            Trie = given.Trie,
            SourceHash = given.SourceHash,
        };
    }

    TruncationOptions? Truncation()
    {
        if (Section("truncation") is not JsonElement element)
            return null;
        TruncationStrategy strategy = source.String(element, "strategy", "truncation", "LongestFirst") switch
        {
            "LongestFirst" => TruncationStrategy.LongestFirst,
            "OnlyFirst" => TruncationStrategy.OnlyFirst,
            "OnlySecond" => TruncationStrategy.OnlySecond,
            string other => throw source.Error("truncation.strategy", "LongestFirst, OnlyFirst or OnlySecond", $"'{other}'"),
        };
        return new TruncationOptions(
            source.Integer(element, "max_length", "truncation", 0, int.MaxValue), strategy,
            IsLeft(element, "truncation"), source.Integer(element, "stride", "truncation", 0, int.MaxValue, 0));
    }

    PaddingOptions? Padding()
    {
        if (Section("padding") is not JsonElement element)
            return null;
        int? length = null;
        if (element.TryGetProperty("strategy", out JsonElement strategy) && strategy.ValueKind == JsonValueKind.Object)
            length = source.Integer(strategy, "Fixed", "padding.strategy", 0, 1 << 24);
        return new PaddingOptions(
            source.Integer(element, "pad_id", "padding", 0, int.MaxValue), length,
            source.Integer(element, "pad_to_multiple_of", "padding", 0, 1 << 24, 0), IsLeft(element, "padding"),
            source.Integer(element, "pad_type_id", "padding", 0, int.MaxValue, 0));
    }

    bool IsLeft(JsonElement element, string where) => source.String(element, "direction", where, "Right") switch
    {
        "Left" => true,
        "Right" => false,
        string other => throw source.Error($"{where}.direction", "Left or Right", $"'{other}'"),
    };
}
