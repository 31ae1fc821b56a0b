namespace Lode.Tokenizers;

/// <summary>Every token's spelling, kind and score, in flat arrays, with an index from spelling to id.</summary>
sealed class Vocabulary
{
    readonly ByteStrings _texts;
    readonly ByteStringIndex _index;
    readonly TokenType[] _typeArray = [];
    readonly Table<TokenType> _types;
    readonly float[]? _scores;

    /// <param name="texts">The spellings; the empty one is allowed and never found.</param>
    /// <param name="types">One kind per token; kept.</param>
    /// <param name="scores">One score per token, or null; kept.</param>
    /// <param name="duplicate">Two ids with one spelling, where there are such, else null.</param>
    public Vocabulary(ByteStrings texts, TokenType[] types, float[]? scores, out (int First, int Second)? duplicate)
    {
        _texts = texts;
        _typeArray = types;
        _types = new Table<TokenType>(types, types.Length);
        _scores = scores;
        _index = new ByteStringIndex(texts, texts.Count);
        duplicate = null;
        for (int id = 0; id < texts.Count; id++)
        {
            int length = texts[id].Length;
            MaxTextLength = Math.Max(MaxTextLength, length);
            if (length > 0 && _index.Add(id) is >= 0 and int first)
                duplicate ??= (first, id);
        }
    }

    /// <summary>A vocabulary that was built before; without scores.</summary>
    /// <param name="texts">The spellings.</param>
    /// <param name="types">One kind per token.</param>
    /// <param name="index">Finds spellings.</param>
    /// <param name="maxTextLength">The longest spelling in bytes.</param>
    public Vocabulary(ByteStrings texts, Table<TokenType> types, ByteStringIndex index, int maxTextLength)
    {
        _texts = texts;
        _types = types;
        _index = index;
        MaxTextLength = maxTextLength;
    }

    public int Count => _texts.Count;

    /// <summary>The spellings by id.</summary>
    public ByteStrings Texts => _texts;

    /// <summary>The kinds by id.</summary>
    public Table<TokenType> Types => _types;

    /// <summary>Finds spellings.</summary>
    public ByteStringIndex Index => _index;

    /// <summary>The longest spelling in bytes.</summary>
    public int MaxTextLength { get; }

    public ReadOnlySpan<byte> Text(int id) => _texts[id];

    public TokenType Type(int id) => _types.Span[id];

    public float Score(int id) => _scores is null ? 0 : _scores[id];

    /// <summary>The id of a spelling, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => text.Length > MaxTextLength ? -1 : _index.Find(text);

    /// <summary>The id of a spelling that plain text may become, or -1: nobody spells control, byte or unknown tokens by accident.</summary>
    public int FindPlain(ReadOnlySpan<byte> text)
    {
        int id = Find(text);
        return id >= 0 && IsPlain(id) ? id : -1;
    }

    public bool IsPlain(int id) => Type(id) is TokenType.Normal or TokenType.UserDefined or TokenType.Unused or TokenType.Undefined;

    /// <summary>Declares a token to be control, while the tokenizer is being built.</summary>
    internal void MarkControl(int id) => _typeArray[id] = TokenType.Control;
}
