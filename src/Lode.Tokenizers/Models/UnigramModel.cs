using System.Buffers;

namespace Lode.Tokenizers;

/// <summary>SentencePiece's Unigram: the segmentation whose tokens' scores have the greatest sum (Viterbi).</summary>
/// <remarks>
/// Scores are summed in double precision from left to right, and of equal sums the first found stays, as in Hugging Face's
/// <c>encode_optimized</c>. A character that is no token costs the least score less 10; neighbouring unknown ones are one token.
/// </remarks>
sealed class UnigramModel : TokenizerModel
{
    const double UnknownPenalty = 10;

    readonly ByteTrie _trie;
    readonly Table<double> _scores;
    readonly double _unknownScore;
    readonly int _unknown;
    readonly int[] _byteTokens;

    /// <param name="texts">Spellings by id.</param>
    /// <param name="scores">Log probabilities by id.</param>
    /// <param name="unknown">The token for what no token spells, or -1: then that is left out.</param>
    /// <param name="byteTokens">By byte: the token that stands for it in unknown text, or -1.</param>
    public UnigramModel(ByteStrings texts, double[] scores, int unknown, int[] byteTokens)
    {
        _trie = new ByteTrie(texts, []);
        _scores = new Table<double>(scores, scores.Length);
        _unknown = unknown;
        _byteTokens = byteTokens;
        _unknownScore = (scores.Length == 0 ? 0 : scores.Min()) - UnknownPenalty;
    }

    /// <summary>A model that was built before.</summary>
    /// <param name="trie">Finds tokens, none without a score.</param>
    /// <param name="scores">Log probabilities by id.</param>
    /// <param name="unknownScore">What a character costs that is no token.</param>
    /// <param name="unknown">The token for what no token spells, or -1.</param>
    /// <param name="byteTokens">By byte: the token that stands for it in unknown text, or -1.</param>
    public UnigramModel(ByteTrie trie, Table<double> scores, double unknownScore, int unknown, int[] byteTokens)
    {
        (_trie, _scores, _unknownScore, _unknown, _byteTokens) = (trie, scores, unknownScore, unknown, byteTokens);
    }

    /// <summary>Finds tokens.</summary>
    public ByteTrie Trie => _trie;

    /// <summary>Log probabilities by id.</summary>
    public Table<double> Scores => _scores;

    /// <summary>What a character costs that is no token.</summary>
    public double UnknownScore => _unknownScore;

    /// <summary>The token for what no token spells, or -1.</summary>
    public int Unknown => _unknown;

    /// <summary>By byte: the token that stands for it in unknown text, or -1.</summary>
    public int[] ByteTokens => _byteTokens;

    public override void Encode(ReadOnlySpan<byte> piece, ref TokenSink sink)
    {
        if (piece.IsEmpty)
            return;
        Node[] best = ArrayPool<Node>.Shared.Rent(piece.Length + 1);
        try
        {
            best.AsSpan(0, piece.Length + 1).Fill(new Node(0, -1, -1));
            FindBest(piece, best);
            Emit(piece, best, ref sink);
        }
        finally
        {
            ArrayPool<Node>.Shared.Return(best);
        }
    }

    void FindBest(ReadOnlySpan<byte> piece, Node[] best)
    {
        ReadOnlySpan<double> scores = _scores.Span;
        for (int start = 0, length; start < piece.Length; start += length)
        {
            double score = best[start].Score;
            int scalar = Scalars.Read(piece, start, out length);
            bool hasSingle = false;
            int node = 0;
            for (int end = start; end < piece.Length && scalar < Scalars.IllFormed;)
            {
                node = _trie.Child(node, piece[end++]);
                if (node == 0)
                    break;
                if (_trie.Token(node) is not (>= 0 and int token))
                    continue;
                Improve(ref best[end], score + scores[token], start, token);
                hasSingle |= end == start + length;
            }
            if (!hasSingle)
                Improve(ref best[start + length], score + _unknownScore, start, _unknown);
        }
    }

    static void Improve(ref Node node, double score, int start, int token)
    {
        if (node.Start < 0 || score > node.Score)
            node = new Node(score, start, token);
    }

    /// <summary>Walks the best path back to learn where its nodes end, then forward.</summary>
    void Emit(ReadOnlySpan<byte> piece, Node[] best, ref TokenSink sink)
    {
        int next = -1;
        for (int end = piece.Length; end >= 0;)
        {
            (int start, int token) = (best[end].Start, best[end].Token);
            best[end] = new Node(best[end].Score, next, token); // the place of the next end, from now on
            next = end;
            end = end == 0 ? -1 : start;
        }
        for (int start = 0, end = best[0].Start; start < piece.Length;)
        {
            int token = best[end].Token;
            int following = best[end].Start;
            while (token == _unknown && end < piece.Length && best[following].Token == _unknown)
                (end, following) = (following, best[following].Start);
            AddToken(piece[start..end], start, token, ref sink);
            (start, end) = (end, following);
        }
    }

    void AddToken(ReadOnlySpan<byte> text, int start, int token, ref TokenSink sink)
    {
        int end = start + text.Length;
        if (token == _unknown)
        {
            // Unknown characters may join to a token by chance.
            (int length, int whole) = _trie.LongestPrefix(text);
            if (whole >= 0 && length == text.Length)
                token = whole;
            else if (AddBytes(text, start, ref sink))
                return;
        }
        if (token >= 0)
            sink.Add(token, start, end);
    }

    bool AddBytes(ReadOnlySpan<byte> text, int start, ref TokenSink sink)
    {
        foreach (byte value in text)
        {
            if (_byteTokens[value] < 0)
                return false;
        }
        foreach (byte value in text)
            sink.Add(_byteTokens[value], start, start + text.Length);
        return true;
    }

    /// <summary>The best way to a place: its score, where its last token begins, and that token.</summary>
    readonly record struct Node(double Score, int Start, int Token);
}
