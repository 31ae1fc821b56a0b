using System.Text.Json;

namespace Lode.Tokenizers;

/// <summary>Makes a post-processor of its description.</summary>
sealed class JsonPostProcessor(JsonSource source, Vocabulary vocabulary)
{
    const string Where = "post_processor";

    public PostProcessor Create(JsonElement element)
    {
        string type = source.Type(element, Where);
        switch (type)
        {
            case "ByteLevel":
                return PostProcessor.None with
                {
                    TrimsOffsets = source.Boolean(element, "trim_offsets", Where),
                    HasPrefixSpace = source.Boolean(element, "add_prefix_space", Where),
                };
            case "TemplateProcessing":
                return Template(element);
            case "BertProcessing":
                return Around(element, doublesSeparator: false);
            case "RobertaProcessing":
                return Around(element, doublesSeparator: true) with
                {
                    TrimsOffsets = source.Boolean(element, "trim_offsets", Where),
                    HasPrefixSpace = source.Boolean(element, "add_prefix_space", Where),
                    HasOneType = true,
                };
            case "Sequence":
                return Sequence(element);
            default:
                throw source.Unsupported(Where, "a known post-processor", $"'{type}'");
        }
    }

    PostProcessor Sequence(JsonElement element)
    {
        PostProcessor result = PostProcessor.None;
        bool hasTemplate = false;
        foreach (JsonElement part in source.Array(element, "processors", Where))
        {
            PostProcessor next = Create(part);
            bool isTemplate = source.Type(part, Where) != "ByteLevel";
            if ((isTemplate && hasTemplate) || (next.TrimsOffsets && (result.TrimsOffsets || hasTemplate)))
                throw source.Unsupported(Where, "at most one template, behind at most one ByteLevel that trims", "another sequence");
            hasTemplate |= isTemplate;
            if (result.TrimsOffsets)
                next = next with { TrimsOffsets = true, HasPrefixSpace = result.HasPrefixSpace };
            else if (!isTemplate)
                next = result with { TrimsOffsets = next.TrimsOffsets, HasPrefixSpace = next.HasPrefixSpace };
            result = next;
        }
        return result;
    }

    PostProcessor Around(JsonElement element, bool doublesSeparator)
    {
        TemplatePiece begin = new(-1, 0, [Pair(element, "cls")]);
        int separator = Pair(element, "sep");
        int second = doublesSeparator ? 0 : 1;
        TemplatePiece[] single = [begin, new(0, 0, []), new(-1, 0, [separator])];
        return new PostProcessor(
            single, [.. single, .. doublesSeparator ? [new TemplatePiece(-1, 0, [separator])] : Array.Empty<TemplatePiece>(),
                new(1, second, []), new(-1, second, [separator])]);
    }

    int Pair(JsonElement element, string name)
    {
        JsonElement[] pair = source.Array(element, name, Where);
        if (pair.Length != 2 || pair[0].ValueKind != JsonValueKind.String || pair[1].ValueKind != JsonValueKind.Number
            || !pair[1].TryGetInt32(out int id))
            throw source.Error($"{Where}.{name}", "a token and its id", "something else");
        return Check(id, $"{Where}.{name}");
    }

    int Check(int id, string where) =>
        id >= 0 && id < vocabulary.Count ? id : throw source.Error(where, $"a token from 0 to {vocabulary.Count - 1}", $"{id}");

    PostProcessor Template(JsonElement element)
    {
        Dictionary<string, int[]> special = [];
        if (element.TryGetProperty("special_tokens", out JsonElement tokens) && tokens.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty token in tokens.EnumerateObject())
            {
                special[token.Name] =
                [
                    .. source.Array(token.Value, "ids", $"{Where}.special_tokens").Select(id => id.ValueKind == JsonValueKind.Number
                        && id.TryGetInt32(out int value) ? Check(value, $"{Where}.special_tokens")
                        : throw source.Error($"{Where}.special_tokens", "ids", JsonSource.Kind(id))),
                ];
            }
        }
        TemplatePiece[] single = Pieces(element, "single", special);
        TemplatePiece[] pair = element.TryGetProperty("pair", out _) ? Pieces(element, "pair", special) : [];
        if (single.Count(piece => piece.Sequence == 0) != 1 || single.Any(piece => piece.Sequence == 1))
            throw source.Unsupported($"{Where}.single", "the text A exactly once", "another template");
        return new PostProcessor(single, pair);
    }

    TemplatePiece[] Pieces(JsonElement element, string name, Dictionary<string, int[]> special) =>
    [
        .. source.Array(element, name, Where).Select(piece =>
        {
            string where = $"{Where}.{name}";
            if (piece.ValueKind == JsonValueKind.Object && piece.TryGetProperty("Sequence", out JsonElement sequence))
            {
                int index = source.String(sequence, "id", where) switch
                {
                    "A" => 0,
                    "B" => 1,
                    string other => throw source.Error(where, "text A or B", $"'{other}'"),
                };
                return new TemplatePiece(index, source.Integer(sequence, "type_id", where, 0, int.MaxValue), []);
            }
            if (piece.ValueKind != JsonValueKind.Object || !piece.TryGetProperty("SpecialToken", out JsonElement token))
                throw source.Error(where, "texts and special tokens", JsonSource.Kind(piece));
            string id = source.String(token, "id", where);
            return special.TryGetValue(id, out int[]? ids)
                ? new TemplatePiece(-1, source.Integer(token, "type_id", where, 0, int.MaxValue), ids)
                : throw source.Error(where, $"'{id}' among the special_tokens", "nothing");
        }),
    ];
}
