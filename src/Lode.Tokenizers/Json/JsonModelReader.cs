using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Reads the <c>model</c> of a <c>tokenizer.json</c> in one pass, without an object per token.</summary>
ref struct JsonModelReader(JsonSource source)
{
    const int MaxCount = 1 << 22;
    const int MaxTextLength = 1 << 16;

    byte[] _buffer = new byte[256];

    /// <summary>Reads the object that the reader stands on; afterwards it stands on its end.</summary>
    public JsonModel Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw source.Error("model", "an object", Found(ref reader));
        JsonModel model = new();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "type": model.Type = String(ref reader, name); break;
                case "vocab": ReadVocabulary(ref reader, model); break;
                case "merges": ReadMerges(ref reader, model); break;
                case "unk_token": model.UnknownToken = String(ref reader, name); break;
                case "unk_id": model.UnknownId = (int?)Number(ref reader, name); break;
                case "dropout": model.Dropout = Number(ref reader, name); break;
                case "continuing_subword_prefix": model.ContinuingPrefix = String(ref reader, name); break;
                case "end_of_word_suffix": model.EndSuffix = String(ref reader, name); break;
                case "fuse_unk": model.FusesUnknown = Boolean(ref reader, name); break;
                case "byte_fallback": model.ByteFallback = Boolean(ref reader, name); break;
                case "ignore_merges": model.IgnoresMerges = Boolean(ref reader, name); break;
                case "max_input_chars_per_word": model.MaxCharactersPerWord = (int?)Number(ref reader, name); break;
                default: reader.Skip(); break;
            }
        }
        return model;
    }

    void ReadVocabulary(ref Utf8JsonReader reader, JsonModel model)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadScored(ref reader, model);
            return;
        }
        if (reader.TokenType != JsonTokenType.StartObject)
            throw source.Error("model.vocab", "an object or an array", Found(ref reader));
        ByteStrings texts = new(1 << 15);
        int[] ids = new int[1 << 15];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Add(texts, Text(ref reader, "model.vocab"), "model.vocab");
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int id) || id is < 0 or >= MaxCount)
                throw source.Error("model.vocab", $"ids from 0 to {MaxCount - 1}", Found(ref reader));
            if (texts.Count > ids.Length)
                Array.Resize(ref ids, 2 * ids.Length);
            ids[texts.Count - 1] = id;
        }
        (model.Texts, model.Ids) = (texts, ids);
    }

    void ReadScored(ref Utf8JsonReader reader, JsonModel model)
    {
        ByteStrings texts = new(1 << 15);
        List<double> scores = new(1 << 15);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            Add(texts, Text(ref reader, "model.vocab"), "model.vocab");
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double score) || !double.IsFinite(score))
                throw source.Error("model.vocab", "a score with each token", Found(ref reader));
            scores.Add(score);
            reader.Read();
            if (reader.TokenType != JsonTokenType.EndArray)
                throw source.Error("model.vocab", "pairs of token and score", "more");
        }
        (model.Texts, model.Scores) = (texts, [.. scores]);
    }

    void ReadMerges(ref Utf8JsonReader reader, JsonModel model)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw source.Error("model.merges", "an array", Found(ref reader));
        ByteStrings merges = new(1 << 15);
        int[] cuts = new int[1 << 15];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int cut;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
                ReadOnlySpan<byte> left = Text(ref reader, "model.merges");
                Add(merges, left, "model.merges");
                cut = left.Length;
                reader.Read();
                merges.Extend(Text(ref reader, "model.merges"));
                reader.Read();
                if (reader.TokenType != JsonTokenType.EndArray)
                    throw source.Error("model.merges", "pairs", $"more in merge {merges.Count - 1}");
            }
            else
            {
                ReadOnlySpan<byte> pair = Text(ref reader, "model.merges");
                if (pair.StartsWith("#version"u8))
                    continue;
                cut = pair.IndexOf((byte)' ');
                if (cut < 0 || pair[(cut + 1)..].Contains((byte)' '))
                    throw source.Error("model.merges", "two tokens with a space between", $"{GgufVocabulary.Quote(pair)} as merge {merges.Count}");
                Add(merges, pair[..cut], "model.merges");
                merges.Extend(pair[(cut + 1)..]);
            }
            if (merges.Count > cuts.Length)
                Array.Resize(ref cuts, 2 * cuts.Length);
            cuts[merges.Count - 1] = cut;
        }
        (model.Merges, model.MergeCuts) = (merges, cuts);
    }

    readonly void Add(ByteStrings texts, ReadOnlySpan<byte> text, string where)
    {
        if (text.Length > MaxTextLength)
            throw source.Error(where, $"tokens of at most {MaxTextLength} bytes", $"{text.Length} bytes in entry {texts.Count}");
        if (texts.Count == MaxCount)
            throw source.Error(where, $"at most {MaxCount} entries", "more");
        texts.Add(text);
    }

    /// <summary>The string or name that the reader stands on, unescaped; valid until the next call.</summary>
    ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, string where)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            throw source.Error(where, "a string", Found(ref reader));
        if (!reader.ValueIsEscaped && !reader.HasValueSequence)
            return reader.ValueSpan;
        int length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (_buffer.Length < length)
            _buffer = new byte[2 * length];
        try
        {
            return _buffer.AsSpan(0, reader.CopyString(_buffer));
        }
        catch (InvalidOperationException) // a lone surrogate
        {
            throw source.Error(where, "well-formed Unicode", $"an incomplete escape at byte {reader.TokenStartIndex}");
        }
    }

    readonly string? String(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        _ => throw source.Error($"model.{name}", "a string", Found(ref reader)),
    };

    readonly bool Boolean(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.True => true,
        _ => throw source.Error($"model.{name}", "true or false", Found(ref reader)),
    };

    readonly double? Number(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.GetDouble(),
        _ => throw source.Error($"model.{name}", "a number", Found(ref reader)),
    };

    static string Found(ref Utf8JsonReader reader) => $"{reader.TokenType} at byte {reader.TokenStartIndex}";
}
