namespace Lode.Tokenizers;

/// <summary>BERT's model: from the left, the longest token that fits; a word that leaves a rest is unknown (<c>WordPiece</c>).</summary>
/// <remarks>
/// Two byte tries, one for the start of words and one for what follows, so that a word costs its length times the pieces it has, and
/// nothing is hashed.
/// </remarks>
sealed class WordPieceModel : TokenizerModel
{
    readonly ByteTrie _starts;
    readonly ByteTrie _rests;
    readonly int _unknown;
    readonly int _maxCharacters;

    /// <param name="texts">Spellings by id.</param>
    /// <param name="unknown">The token for words that cannot be spelt.</param>
    /// <param name="prefix">What spellings that do not begin a word begin with.</param>
    /// <param name="maxCharacters">Words of more characters are unknown.</param>
    public WordPieceModel(ByteStrings texts, int unknown, byte[] prefix, int maxCharacters)
    {
        _unknown = unknown;
        _maxCharacters = maxCharacters;
        _starts = new ByteTrie(texts, []);
        _rests = new ByteTrie(texts, prefix);
    }

    public override void Encode(ReadOnlySpan<byte> piece, ref TokenSink sink)
    {
        if (piece.Length > _maxCharacters && CountCharacters(piece) > _maxCharacters)
        {
            sink.Add(_unknown, 0, piece.Length);
            return;
        }
        // A word of bounded length, so the tokens fit; none is empty.
        Span<(int Token, int End)> tokens = stackalloc (int, int)[Math.Min(piece.Length, 128)];
        int count = 0;
        for (int start = 0; start < piece.Length;)
        {
            (int length, int token) = (start == 0 ? _starts : _rests).LongestPrefix(piece[start..]);
            if (token < 0)
            {
                sink.Add(_unknown, 0, piece.Length);
                return;
            }
            if (count == tokens.Length)
                tokens = Grow(tokens);
            start += length;
            tokens[count++] = (token, start);
        }
        int from = 0;
        foreach ((int token, int end) in tokens[..count])
        {
            sink.Add(token, from, end);
            from = end;
        }
    }

    static (int, int)[] Grow(Span<(int, int)> tokens)
    {
        (int, int)[] larger = new (int, int)[2 * tokens.Length];
        tokens.CopyTo(larger);
        return larger;
    }

    static int CountCharacters(ReadOnlySpan<byte> text)
    {
        int count = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            Scalars.Read(text, at, out length);
            count++;
        }
        return count;
    }
}
