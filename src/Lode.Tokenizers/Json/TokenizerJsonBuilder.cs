using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Puts a tokenizer together from the sections of a <c>tokenizer.json</c>.</summary>
sealed class TokenizerJsonBuilder(JsonSource source, Dictionary<string, JsonElement> sections, JsonModel model)
{
    public TokenizerParts Build()
    {
        string type = JsonModels.Type(model, source);
        JsonVocabulary vocabulary = new(source, model, Section("added_tokens"));
        JsonPipeline pipeline = new(source, spellsBytes: type != "BPE" || !JsonModels.CanWorkOnBytes(model, vocabulary));
        Normalizer? normalizer = Section("normalizer") is JsonElement n ? pipeline.Normalizer(n, "normalizer") : null;
        SplitStep[] steps = Section("pre_tokenizer") is JsonElement p ? pipeline.Steps(p, "pre_tokenizer") : [];
        TokenizerModel encoder = JsonModels.Create(type, model, vocabulary, pipeline.GivesBytes, source);
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
            Decoder = new JsonDecoder(source, vocabulary).Create(decoder),
            Truncation = Truncation(),
            Padding = Padding(),
        };
    }

    JsonElement? Section(string name) =>
        sections.TryGetValue(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;

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
