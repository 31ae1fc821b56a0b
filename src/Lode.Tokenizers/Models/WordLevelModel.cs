namespace Lode.Tokenizers;

/// <summary>A word is a token, or unknown (<c>WordLevel</c>).</summary>
sealed class WordLevelModel : TokenizerModel
{
    readonly ByteStringIndex _index;
    readonly int _unknown;

    /// <param name="texts">Spellings by id; empty ones are found by no word.</param>
    /// <param name="unknown">The token for all other words.</param>
    public WordLevelModel(ByteStrings texts, int unknown)
    {
        _unknown = unknown;
        _index = new ByteStringIndex(texts, texts.Count);
        for (int id = 0; id < texts.Count; id++)
        {
            if (!texts[id].IsEmpty)
                _index.Add(id);
        }
    }

    /// <summary>A model that was built before.</summary>
    /// <param name="index">Finds words.</param>
    /// <param name="unknown">The token for all other words.</param>
    public WordLevelModel(ByteStringIndex index, int unknown)
    {
        _index = index;
        _unknown = unknown;
    }

    /// <summary>Finds words.</summary>
    public ByteStringIndex Index => _index;

    /// <summary>The token for all other words.</summary>
    public int Unknown => _unknown;

    public override void Encode(ReadOnlySpan<byte> piece, ref TokenSink sink)
    {
        int token = _index.Find(piece);
        sink.Add(token < 0 ? _unknown : token, 0, piece.Length);
    }
}
