namespace Lode.Tokenizers;

/// <summary>BERT's model: from the left, the longest token that fits; a word that leaves a rest is unknown (<c>WordPiece</c>).</summary>
/// <remarks>
/// Two byte tries, one for the start of words and one for what follows, so that a word costs its length times the pieces it has, and
/// nothing is hashed.
/// </remarks>
sealed class WordPieceModel : TokenizerModel
{
    const int DefaultCacheBytes = 1 << 20;

    readonly ByteTrie _starts;
    readonly ByteTrie _rests;
    readonly int _unknown;
    readonly int _maxCharacters;
    readonly ByteStrings _texts;
    readonly Lock _building = new();
    CharacterFates? _characters;
    WordPieceWords? _words;
    long _bytesUntilFast; // at 0 or below the tables are there, or cannot be
    int _cacheBytes = DefaultCacheBytes;

    /// <param name="texts">Spellings by id.</param>
    /// <param name="unknown">The token for words that cannot be spelt.</param>
    /// <param name="prefix">What spellings that do not begin a word begin with.</param>
    /// <param name="maxCharacters">Words of more characters are unknown.</param>
    public WordPieceModel(ByteStrings texts, int unknown, byte[] prefix, int maxCharacters)
    {
        _texts = texts;
        _unknown = unknown;
        _maxCharacters = maxCharacters;
        _starts = new ByteTrie(texts, []);
        _rests = new ByteTrie(texts, prefix);
        // The tables take as long to build as this many bytes to encode without.
        _bytesUntilFast = Math.Max(1, texts.Count);
    }

    /// <summary>A model that was built before.</summary>
    /// <param name="starts">Finds what begins a word.</param>
    /// <param name="rests">Finds what follows.</param>
    /// <param name="texts">Spellings by id.</param>
    /// <param name="unknown">The token for words that cannot be spelt.</param>
    /// <param name="maxCharacters">Words of more characters are unknown.</param>
    public WordPieceModel(ByteTrie starts, ByteTrie rests, ByteStrings texts, int unknown, int maxCharacters)
    {
        (_starts, _rests, _texts, _unknown, _maxCharacters) = (starts, rests, texts, unknown, maxCharacters);
        _bytesUntilFast = Math.Max(1, texts.Count);
    }

    /// <summary>Finds what begins a word.</summary>
    public ByteTrie Starts => _starts;

    /// <summary>Finds what follows.</summary>
    public ByteTrie Rests => _rests;

    /// <summary>Spellings by id.</summary>
    public ByteStrings Texts => _texts;

    /// <summary>The token for words that cannot be spelt.</summary>
    public int Unknown => _unknown;

    /// <summary>Words of more characters are unknown.</summary>
    public int MaxCharacters => _maxCharacters;

    public override void UseCache(int bytes)
    {
        _cacheBytes = bytes;
        _words?.UseCache(bytes);
    }

    internal override void ClearCaches() => _words?.ClearCaches();

    /// <summary>Sets what comes before the model, while the tokenizer is being made only: many words then become one way.</summary>
    public void Follow(Normalizer? normalizer, SplitStep[] steps)
    {
        _characters = CharacterFates.TryCreate(normalizer, steps, this);
        if (_characters is null)
            _bytesUntilFast = 0;
    }

    /// <summary>The way from text to ids in one pass, once so much was met that its tables are worth their making; else null.</summary>
    /// <param name="bytes">What is about to be encoded.</param>
    internal WordPieceWords? Words(long bytes)
    {
        if (Volatile.Read(ref _bytesUntilFast) <= 0)
            return _words;
        if (_characters is null || Interlocked.Add(ref _bytesUntilFast, -bytes) > 0)
            return null;
        lock (_building)
        {
            _words ??= WordPieceWords.TryCreate(_texts, this, _characters, _cacheBytes);
            Volatile.Write(ref _bytesUntilFast, 0);
            return _words;
        }
    }

    /// <summary>Writes the tokens of a word without their places.</summary>
    /// <param name="word">The word, normalised.</param>
    /// <param name="tokens">At least as long as the word.</param>
    /// <returns>Their number.</returns>
    public int Encode(ReadOnlySpan<byte> word, Span<int> tokens)
    {
        tokens[0] = _unknown;
        if (word.Length > _maxCharacters && CountCharacters(word) > _maxCharacters)
            return 1;
        int count = 0;
        for (int start = 0, length; start < word.Length; start += length)
        {
            (length, int token) = (start == 0 ? _starts : _rests).LongestPrefix(word[start..]);
            if (token < 0)
            {
                tokens[0] = _unknown;
                return 1;
            }
            tokens[count++] = token;
        }
        return count;
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
