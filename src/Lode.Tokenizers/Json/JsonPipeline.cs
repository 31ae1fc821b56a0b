using System.Text;
using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Makes normalizers and pre-tokenizers of their descriptions.</summary>
/// <param name="source">The file.</param>
/// <param name="spellsBytes">GPT-2's spelling of bytes is written out; otherwise the bytes stand for it.</param>
sealed class JsonPipeline(JsonSource source, bool spellsBytes)
{
    /// <summary>Whether text is in GPT-2's spelling by now.</summary>
    bool IsByteLevel { get; set; }

    /// <summary>Whether the model is given bytes that stand for their spelling.</summary>
    public bool GivesBytes => IsByteLevel && !spellsBytes;

    /// <summary>Whether a pre-tokenizer treats the start of the text differently.</summary>
    public bool AsksForStart { get; private set; }

    public Normalizer Normalizer(JsonElement element, string where)
    {
        string type = source.Type(element, where);
        if (IsByteLevel)
            throw source.Unsupported(where, "nothing behind the normalizer ByteLevel", type);
        switch (type)
        {
            case "Sequence":
                return new SequenceNormalizer([.. source.Array(element, "normalizers", where).Select(part => Normalizer(part, where))]);
            case "NFC" or "NFD" or "NFKC" or "NFKD":
                return new UnicodeNormalizer(composes: type.EndsWith('C'), compatible: type.Length == 4);
            case "Lowercase":
                return new LowercaseNormalizer();
            case "StripAccents":
                return FilterNormalizer.StripAccents;
            case "Nmt":
                return FilterNormalizer.Nmt;
            case "BertNormalizer":
                bool lowercases = source.Boolean(element, "lowercase", where);
                bool strips = element.TryGetProperty("strip_accents", out JsonElement accents) && accents.ValueKind != JsonValueKind.Null
                    ? source.Boolean(element, "strip_accents", where) : lowercases;
                return BertNormalizer.Create(
                    source.Boolean(element, "clean_text", where), source.Boolean(element, "handle_chinese_chars", where), strips, lowercases);
            case "Strip":
                return new StripNormalizer(source.Boolean(element, "strip_left", where), source.Boolean(element, "strip_right", where));
            case "Prepend":
                return new PrependNormalizer(Bytes(element, "prepend", where));
            case "Append":
                return new AppendNormalizer(Bytes(element, "append", where));
            case "Replace":
                return Replace(element, where);
            case "Precompiled":
                return Precompiled(element, where);
            case "ByteLevel":
                IsByteLevel = true;
                return spellsBytes ? new SpellingNormalizer() : new SequenceNormalizer([]);
            default:
                throw source.Unsupported(where, "a known normalizer", $"'{type}'");
        }
    }

    public SplitStep[] Steps(JsonElement element, string where)
    {
        string type = source.Type(element, where);
        bool readsSpelling = IsByteLevel && !spellsBytes;
        switch (type)
        {
            case "Sequence":
                return [.. source.Array(element, "pretokenizers", where).SelectMany(part => Steps(part, where))];
            case "ByteLevel":
                return [ByteLevel(element, where)];
            case "Split":
                return [Split(element, where)];
            case "Metaspace":
                RequireUnspelt(where, type);
                return [Metaspace(element, where)];
            case "Whitespace":
                RequireUnspelt(where, type);
                return [new PatternSplit(new WhitespacePattern(), SplitBehavior.Removed, invert: true)];
            case "UnicodeScripts":
                RequireUnspelt(where, type);
                return [new ScriptSplit()];
            case "FixedLength":
                RequireUnspelt(where, type);
                return [new FixedLengthSplit(source.Integer(element, "length", where, 1, int.MaxValue, 5))];
            case "WhitespaceSplit":
                return [Each(CharacterClasses.IsWhiteSpace, SplitBehavior.Removed)];
            case "BertPreTokenizer":
                return [Each(CharacterClasses.IsWhiteSpace, SplitBehavior.Removed), Each(CharacterClasses.IsPunctuation, SplitBehavior.Isolated)];
            case "Punctuation":
                return [Each(CharacterClasses.IsPunctuation, Behavior(element, where, SplitBehavior.Isolated))];
            case "Digits":
                bool individual = source.Boolean(element, "individual_digits", where);
                return [Each(CharacterClasses.IsNumeric, individual ? SplitBehavior.Isolated : SplitBehavior.Contiguous)];
            case "CharDelimiterSplit":
                int delimiter = Scalars.Read(source.Character(element, "delimiter", where), 0, out _);
                return [Each(scalar => scalar == delimiter, SplitBehavior.Removed)];
            default:
                throw source.Unsupported(where, "a known pre-tokenizer", $"'{type}'");
        }

        PatternSplit Each(Func<int, bool> contains, SplitBehavior behavior) => new(new CharacterPattern(contains, readsSpelling), behavior);
    }

    void RequireUnspelt(string where, string type)
    {
        if (IsByteLevel)
            throw source.Unsupported(where, "no such pre-tokenizer behind ByteLevel", type);
    }

    ByteLevelSplit ByteLevel(JsonElement element, string where)
    {
        RequireUnspelt(where, "ByteLevel");
        IsByteLevel = true;
        PreTokenizer? words = source.Boolean(element, "use_regex", where, true) ? new Gpt2PreTokenizer(splitsDigits: false) : null;
        return new ByteLevelSplit(source.Boolean(element, "add_prefix_space", where), words, spellsBytes);
    }

    PatternSplit Split(JsonElement element, string where)
    {
        SplitPattern pattern = Pattern(element, where);
        if (IsByteLevel && pattern is not (RepeatPattern or CharacterPattern))
            throw source.Unsupported(where, "no such Split behind ByteLevel", JsonSource.Kind(element));
        return new PatternSplit(pattern, Behavior(element, where, null), source.Boolean(element, "invert", where));
    }

    SplitPattern Pattern(JsonElement element, string where)
    {
        if (!element.TryGetProperty("pattern", out JsonElement pattern))
            throw source.Error($"{where}.pattern", "an object", "nothing");
        if (pattern.ValueKind == JsonValueKind.Object && pattern.TryGetProperty("String", out JsonElement text)
            && text.ValueKind == JsonValueKind.String)
            return new StringPattern(Encoding.UTF8.GetBytes(text.GetString()!));
        string expression = source.String(pattern, "Regex", $"{where}.pattern");
        if (IsByteLevel && expression is not ("[0-9][0-9][0-9]" or "[0-9]"))
            throw source.Unsupported($"{where}.pattern", "no such expression behind ByteLevel", $"'{JsonSource.Shorten(expression)}'");
        return KnownPatterns.Find(expression)
            ?? throw source.Unsupported($"{where}.pattern", "the expression of a known model family", $"'{expression}'");
    }

    SplitBehavior Behavior(JsonElement element, string where, SplitBehavior? fallback) =>
        source.String(element, "behavior", where, fallback?.ToString()) switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            string other => throw source.Error($"{where}.behavior", "Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous", $"'{other}'"),
        };

    MetaspaceSplit Metaspace(JsonElement element, string where)
    {
        (byte[] replacement, PrependScheme prepends) = MetaspaceOptions(source, element, where);
        AsksForStart |= prepends == PrependScheme.First;
        return new MetaspaceSplit(replacement, prepends, source.Boolean(element, "split", where, true));
    }

    /// <summary>What the pre-tokenizer and the decoder <c>Metaspace</c> have in common.</summary>
    public static (byte[] Replacement, PrependScheme Prepends) MetaspaceOptions(JsonSource source, JsonElement element, string where)
    {
        byte[] replacement = source.Character(element, "replacement", where);
        PrependScheme prepends = source.String(element, "prepend_scheme", where, "always") switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            string other => throw source.Error($"{where}.prepend_scheme", "always, first or never", $"'{other}'"),
        };
        if (element.TryGetProperty("add_prefix_space", out JsonElement adds) && adds.ValueKind == JsonValueKind.False)
        {
            if (prepends != PrependScheme.Never && element.TryGetProperty("prepend_scheme", out _))
                throw source.Error(where, "add_prefix_space and prepend_scheme that agree", $"false and {prepends}");
            prepends = PrependScheme.Never;
        }
        return (replacement, prepends);
    }

    Normalizer Replace(JsonElement element, string where)
    {
        SplitPattern pattern = Pattern(element, where);
        byte[] content = Bytes(element, "content", where);
        return pattern is StringPattern { Value: [< 0x80 and byte single] }
            ? new ReplaceByteNormalizer(single, content) : new ReplaceNormalizer(pattern, content);
    }

    PrecompiledNormalizer Precompiled(JsonElement element, string where)
    {
        try
        {
            // Some hundred thousand characters, which need not become a string.
            if (element.TryGetProperty("precompiled_charsmap", out JsonElement map) && map.ValueKind == JsonValueKind.String)
                return new PrecompiledNormalizer(CharacterMap.Read(map.GetBytesFromBase64()));
            throw source.Error($"{where}.precompiled_charsmap", "a string", JsonSource.Kind(map));
        }
        catch (FormatException exception) when (exception is not Lode.Formats.ModelFormatException)
        {
            throw source.Error($"{where}.precompiled_charsmap", "a compiled character map in base64", exception.Message);
        }
    }

    byte[] Bytes(JsonElement element, string name, string where) => Encoding.UTF8.GetBytes(source.String(element, name, where));
}
