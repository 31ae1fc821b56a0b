using System.Globalization;

namespace Lode.Weights.HuggingFace;

/// <summary>All tokens in the order of their ids: vocabulary, added tokens, and names for ids that nothing is called.</summary>
sealed class TokenTable
{
    readonly Dictionary<string, int> _vocabulary;
    readonly Dictionary<string, int> _others = []; // added tokens, and names made here

    /// <summary>Puts the tokens of a file in order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rows">Rows of the model's embedding; null for the tokenizer alone.</param>
    /// <param name="hasByteTokens">Whether tokens like <c>&lt;0x0A&gt;</c> stand for bytes.</param>
    /// <param name="notes">
    /// Takes the added tokens that the model has no rows for: it was published with the tokenizer of a larger one (Gemma 3 1B), and could
    /// not read them anyway.
    /// </param>
    public TokenTable(TokenizerFile file, int? rows, bool hasByteTokens, List<string> notes)
    {
        AddedToken[] added = [.. file.Added.Where(token => rows is null || token.Id < rows)];
        if (file.Added.Count > added.Length)
        {
            AddedToken first = file.Added.First(token => token.Id >= rows);
            int more = file.Added.Count - added.Length - 1;
            notes.Add($"the model has no row for the added token '{first.Content}', {first.Id} of {rows}{(more > 0 ? $", and {more} more" : "")}: left out");
        }
        int count = 1 + Math.Max(file.Vocabulary.Values.Max(), added.Select(token => token.Id).DefaultIfEmpty().Max());
        if (count > rows)
        {
            throw file.Error("vocabulary", $"at most {rows} tokens, as the model's embedding has rows", $"{count}",
                "the tokenizer is that of another model; get the folder again");
        }
        Texts = new string[rows ?? count];
        Kinds = new TokenKind[Texts.Count];
        _vocabulary = file.Vocabulary;
        foreach ((string text, int id) in file.Vocabulary)
            Set(id, text, hasByteTokens && TryReadByte(text, out _) ? TokenKind.Byte : TokenKind.Normal);
        foreach (AddedToken token in added)
        {
            _others.Add(token.Content, token.Id);
            Set(token.Id, token.Content, token.IsSpecial ? TokenKind.Control : TokenKind.UserDefined);
        }
        for (int id = 0; id < Texts.Count; id++)
        {
            if (Texts[id] is not null)
                continue;
            string name = string.Create(CultureInfo.InvariantCulture, $"[PAD{id}]");
            while (Find(name) is not null)
                name += "_";
            _others.Add(name, id);
            Set(id, name, TokenKind.Unused);
        }
    }

    /// <summary>The spelling of each token.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>What each token is.</summary>
    public TokenKind[] Kinds { get; }

    /// <summary>The id of a spelling, or null.</summary>
    public int? Find(string text) =>
        _vocabulary.TryGetValue(text, out int id) || _others.TryGetValue(text, out id) ? id : null;

    /// <summary>Whether any text may become this token by merges.</summary>
    public bool IsPlain(int id) => Kinds[id] == TokenKind.Normal;

    /// <summary>Reads a spelling like <c>&lt;0x0A&gt;</c>.</summary>
    public static bool TryReadByte(string text, out byte value)
    {
        value = 0;
        return text is ['<', '0', 'x', _, _, '>']
            && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            && !text.AsSpan(3, 2).ContainsAnyInRange('a', 'f');
    }

    void Set(int id, string text, TokenKind kind)
    {
        ((string[])Texts)[id] = text;
        Kinds[id] = kind;
    }
}
