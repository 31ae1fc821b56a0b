using System.Text;
using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>The tokens of a <c>tokenizer.json</c>: those of the model and those that were added.</summary>
sealed class JsonVocabulary
{
    const int MaxCount = 1 << 22;

    readonly JsonSource _source;
    readonly int[] _places; // by id: the place in the model's list, or -1

    public JsonVocabulary(JsonSource source, JsonModel model, JsonElement? addedTokens)
    {
        _source = source;
        ModelTexts = model.Texts ?? throw source.Error("model.vocab", "an object or an array", "nothing");
        _places = Places(model);
        ModelIndex = new ByteStringIndex(ModelTexts, ModelTexts.Count);
        for (int place = 0; place < ModelTexts.Count; place++)
        {
            // A name that comes twice means its last value, as in any JSON object; then the first id means nothing.
            if (ModelTexts[place].IsEmpty || ModelIndex.Add(place) < 0)
                continue;
            throw source.Error("model.vocab", "every token once", $"{GgufVocabulary.Quote(ModelTexts[place])} twice");
        }
        Ids = model.Ids;
        Added = addedTokens is null ? [] : ReadAdded(addedTokens.Value);
        Vocabulary = CreateVocabulary();
    }

    /// <summary>All tokens by id; special ones are <see cref="TokenType.Control"/>, other added ones <see cref="TokenType.UserDefined"/>.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The tokens that are cut out of text.</summary>
    public AddedToken[] Added { get; }

    /// <summary>The model's tokens in the order of the file.</summary>
    public ByteStrings ModelTexts { get; }

    /// <summary>Finds the place of a model's token.</summary>
    public ByteStringIndex ModelIndex { get; }

    /// <summary>Ids by place; null where the place is the id.</summary>
    public int[]? Ids { get; }

    /// <summary>The ids that the model has: 0 to this - 1, some of which may be unused.</summary>
    public int ModelIdCount => _places.Length;

    /// <summary>The id of a model's token, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        int place = ModelIndex.Find(text);
        return place < 0 ? -1 : Ids is null ? place : Ids[place];
    }

    /// <summary>The same for one of many, most of which are in the order of the file.</summary>
    /// <param name="text">The spelling.</param>
    /// <param name="place">The place of the last one, which becomes the place of this one.</param>
    public int FindNext(ReadOnlySpan<byte> text, ref int place)
    {
        int next = place + 1;
        if ((uint)next >= (uint)ModelTexts.Count || !ModelTexts[next].SequenceEqual(text))
            next = ModelIndex.Find(text);
        if (next < 0)
            return -1;
        place = next;
        return Ids is null ? next : Ids[next];
    }

    /// <summary>The spelling of a model's token; empty where the id is unused.</summary>
    public ReadOnlySpan<byte> ModelText(int id) => _places[id] < 0 ? [] : ModelTexts[_places[id]];

    int[] Places(JsonModel model)
    {
        int count = ModelTexts.Count;
        if (model.Ids is null)
            return [.. Enumerable.Range(0, count)];
        int max = -1;
        foreach (int id in model.Ids.AsSpan(0, count))
            max = Math.Max(max, id);
        int[] places = new int[max + 1];
        Array.Fill(places, -1);
        for (int place = 0; place < count; place++)
        {
            if (places[model.Ids[place]] >= 0)
                throw _source.Error("model.vocab", "every id once", $"{model.Ids[place]} twice");
            places[model.Ids[place]] = place;
        }
        return places;
    }

    AddedToken[] ReadAdded(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            throw _source.Error("added_tokens", "an array", JsonSource.Kind(list));
        Dictionary<string, AddedToken> tokens = [];
        int next = ModelTexts.Count;
        int last = -1;
        foreach (JsonElement element in list.EnumerateArray())
        {
            string content = _source.String(element, "content", "added_tokens");
            if (content.Length == 0)
                continue;
            int id = _source.Integer(element, "id", "added_tokens", 0, MaxCount - 1);
            byte[] bytes = Encoding.UTF8.GetBytes(content);
            int known = tokens.TryGetValue(content, out AddedToken? earlier) ? earlier.Id : Find(bytes);
            if (known >= 0 && known != id)
                throw _source.Error("added_tokens", $"id {known} for '{content}', as the vocabulary has it", $"{id}");
            // Hugging Face numbers tokens that the model lacks by itself, whatever the file says; where both differ, nobody can be right.
            if (known < 0 && id != next && id != Math.Max(last + 1, ModelIdCount))
                throw _source.Error("added_tokens", $"id {next} for '{content}', the next in order", $"{id}");
            if (known < 0)
                next = id + 1;
            last = Math.Max(last, id);
            tokens[content] = new AddedToken(id, bytes)
            {
                SingleWord = _source.Boolean(element, "single_word", "added_tokens"),
                StripsLeft = _source.Boolean(element, "lstrip", "added_tokens"),
                StripsRight = _source.Boolean(element, "rstrip", "added_tokens"),
                IsNormalized = _source.Boolean(element, "normalized", "added_tokens"),
                IsSpecial = _source.Boolean(element, "special", "added_tokens"),
            };
        }
        return [.. tokens.Values];
    }

    Vocabulary CreateVocabulary()
    {
        int count = Math.Max(ModelIdCount, Added.Length == 0 ? 0 : Added.Max(token => token.Id) + 1);
        if (count == 0)
            throw _source.Error("model.vocab", "at least one token", "none");
        AddedToken?[] added = new AddedToken?[count];
        foreach (AddedToken token in Added)
            added[token.Id] = token;
        ByteStrings texts = new(count);
        TokenType[] types = new TokenType[count];
        for (int id = 0; id < count; id++)
        {
            AddedToken? token = added[id];
            texts.Add(token is not null ? token.Content : id < ModelIdCount ? ModelText(id) : []);
            types[id] = token is null
                ? texts[id].IsEmpty ? TokenType.Unused : TokenType.Normal
                : token.IsSpecial ? TokenType.Control : TokenType.UserDefined;
        }
        texts.TrimExcess();
        return new Vocabulary(texts, types, null, out _);
    }
}
