using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Reads which tokens begin and end texts, and finds those that end a generation.</summary>
static class GgufSpecialTokens
{
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
        foreach (int id in EndSpellings.Find(vocabulary))
        {
            ends.Add(id);
            vocabulary.MarkControl(id);
        }
        return new SpecialTokens(
            begin, end, unknown,
            ReadFlag(metadata, GgufKeys.AddBeginOfText, defaults.AddsBeginOfText, GgufKeys.BeginOfText, begin),
            ReadFlag(metadata, GgufKeys.AddEndOfText, defaults.AddsEndOfText, GgufKeys.EndOfText, end),
            [.. ends]);
    }

    /// <summary>The tokens that are cut out of text: those with a kind of their own.</summary>
    public static AddedToken[] Added(Vocabulary vocabulary)
    {
        List<AddedToken> added = [];
        for (int id = 0; id < vocabulary.Count; id++)
        {
            TokenType type = vocabulary.Type(id);
            if (type is (TokenType.UserDefined or TokenType.Control or TokenType.Unknown) && !vocabulary.Text(id).IsEmpty)
                added.Add(new AddedToken(id, vocabulary.Text(id).ToArray()) { IsSpecial = type != TokenType.UserDefined });
        }
        return [.. added];
    }

    /// <summary>BOS first and EOS last, where the file asks for them.</summary>
    public static PostProcessor PostProcessor(SpecialTokens special)
    {
        TemplatePiece[] begin = special is { AddsBeginOfText: true, BeginOfText: int bos } ? [new(-1, 0, [bos])] : [];
        TemplatePiece[] end = special is { AddsEndOfText: true, EndOfText: int eos } ? [new(-1, 0, [eos])] : [];
        return new PostProcessor([.. begin, new(0, 0, []), .. end], [.. begin, new(0, 0, []), .. end, .. begin, new(1, 1, []), .. end]);
    }

    /// <summary>The token that a key names, or the fallback where the key is missing and the vocabulary has it.</summary>
    public static int? FindId(GgufMetadata metadata, string key, Vocabulary vocabulary, int? fallback)
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
