namespace Lode.Tokenizers;

/// <summary>Every token's spelling, kind and score, in flat arrays, with an index from spelling to id.</summary>
sealed class Vocabulary
{
    readonly ByteStrings _texts;
    readonly ByteStringIndex _index;
    readonly TokenType[] _types;
    readonly float[]? _scores;

    /// <param name="texts">The spellings; the empty one is allowed and never found.</param>
    /// <param name="types">One kind per token; kept.</param>
    /// <param name="scores">One score per token, or null; kept.</param>
    /// <param name="duplicate">Two ids with one spelling, where there are such, else null.</param>
    public Vocabulary(ByteStrings texts, TokenType[] types, float[]? scores, out (int First, int Second)? duplicate)
    {
        _texts = texts;
        _types = types;
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

    public int Count => _texts.Count;

    /// <summary>The longest spelling in bytes.</summary>
    public int MaxTextLength { get; }

    public ReadOnlySpan<byte> Text(int id) => _texts[id];

    public TokenType Type(int id) => _types[id];

    public float Score(int id) => _scores is null ? 0 : _scores[id];

    /// <summary>The id of a spelling, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => text.Length > MaxTextLength ? -1 : _index.Find(text);

    /// <summary>The id of a spelling that plain text may become, or -1: nobody spells control, byte or unknown tokens by accident.</summary>
    public int FindPlain(ReadOnlySpan<byte> text)
    {
        int id = Find(text);
        return id >= 0 && IsPlain(id) ? id : -1;
    }

    public bool IsPlain(int id) => _types[id] is TokenType.Normal or TokenType.UserDefined or TokenType.Unused or TokenType.Undefined;

    /// <summary>Declares a token to be control, while the tokenizer is being built.</summary>
    internal void MarkControl(int id) => _types[id] = TokenType.Control;
}
