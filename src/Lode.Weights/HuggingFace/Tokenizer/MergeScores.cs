using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>
/// Scores that make SentencePiece BPE merge in the order of a merge list: readers join the two neighbours whose joined spelling is the token
/// with the best score, whatever the two are.
/// </summary>
/// <remarks>
/// That is the order of the list if (1) every way to cut a token into two tokens is a merge, and (2) the merges that make one token stand
/// together in the list. Lists made from SentencePiece models are so. Where (2) does not hold, the merges between come later than in the
/// list; this is allowed where they cannot meet those that they change places with, or where both make runs of one character (Gemma's
/// spaces) and <see cref="CharacterRuns"/> sees no difference. What stays different is two ways to make the same token that overlap in
/// the text ('-' '---' '-'): there the list decides in Hugging Face, and the left one wins here.
/// </remarks>
sealed class MergeScores
{
    const long MostComparisons = 20_000_000;
    const string NotInGguf = "scores cannot put merges into this order; the tokenizer cannot be converted exactly";
    const string Where = "key 'model.merges'";

    readonly TokenizerFile _file;
    readonly TokenTable _tokens;
    readonly int[] _first; // 1 + the first rank that makes a token; 0 for tokens that no merge makes
    readonly float[] _scores;
    readonly HashSet<char> _runs = [];

    MergeScores(TokenizerFile file, TokenTable tokens)
    {
        _file = file;
        _tokens = tokens;
        _first = new int[tokens.Texts.Count];
        _scores = new float[tokens.Texts.Count];
    }

    /// <summary>Computes the score of each token: 0, -1, -2 and so on in the order in which tokens are first made, then those that never are.</summary>
    /// <exception cref="ModelFormatException">No scores give the order of the list.</exception>
    public static float[] Compute(TokenizerFile file, TokenTable tokens)
    {
        MergeScores scores = new(file, tokens);
        scores.CheckComplete();
        scores.Assign();
        foreach (char letter in scores._runs)
        {
            if (CharacterRuns.FirstDifference(file, tokens, scores._scores, letter) is int length)
                throw file.Error(Where, $"an order that scores can give for '{letter}'", $"another one for {length} of it", NotInGguf);
        }
        return scores._scores;
    }

    void Assign()
    {
        int made = 0;
        int last = -1;
        long comparisons = 0;
        for (int rank = 0; rank < _file.Merges.Count; rank++)
        {
            Merge merge = _file.Merges[rank];
            if (_first[merge.Result] == 0)
            {
                _first[merge.Result] = rank + 1;
                _scores[merge.Result] = -made++;
            }
            else if (merge.Result != last && AllPlain(merge.Left, merge.Right, merge.Result))
            {
                comparisons += rank - _first[merge.Result];
                if (comparisons > MostComparisons)
                    throw OutOfOrder(rank, _first[merge.Result] - 1);
                CheckApart(rank);
            }
            last = merge.Result;
        }
        for (int id = 0; id < _scores.Length; id++)
        {
            if (_first[id] == 0 && _tokens.Kinds[id] is TokenKind.Normal or TokenKind.UserDefined)
                _scores[id] = -made++;
        }
    }

    /// <summary>Condition 1, by counting: merges are distinct and each is a way to cut a token, so equal numbers mean all of them.</summary>
    void CheckComplete()
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids = _file.Vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        long merges = _file.Merges.Count(merge => AllPlain(merge.Left, merge.Right, merge.Result));
        foreach ((string text, int id) in _file.Vocabulary)
        {
            if (!_tokens.IsPlain(id))
                continue;
            for (int cut = 1; cut < text.Length; cut++)
            {
                if (ids.TryGetValue(text.AsSpan(0, cut), out int left) && ids.TryGetValue(text.AsSpan(cut), out int right)
                    && AllPlain(left, right, id) && --merges < 0)
                {
                    throw _file.Error(Where, "a merge for every way to cut a token into two tokens",
                        $"fewer, perhaps none for '{text[..cut]}' and '{text[cut..]}'", NotInGguf);
                }
            }
        }
    }

    /// <summary>Condition 2 for a merge that comes after merges of other tokens, which were first made after its own.</summary>
    void CheckApart(int rank)
    {
        Merge late = _file.Merges[rank];
        for (int between = _first[late.Result]; between < rank; between++)
        {
            Merge other = _file.Merges[between];
            if (other.Result == late.Result || _first[other.Result] < _first[late.Result]
                || !AllPlain(other.Left, other.Right, other.Result) || !CanMeet(late, other))
                continue;
            if (!IsRun(late.Result, out char letter) || !IsRun(other.Result, out char second) || letter != second)
                throw OutOfOrder(rank, between);
            _runs.Add(letter);
        }
    }

    /// <summary>Whether two merges compete for a token, or the product of one for a part of the other.</summary>
    bool CanMeet(Merge one, Merge other)
    {
        return one.Right == other.Left || one.Left == other.Right || Join(one.Result, other.Left) || Join(other.Right, one.Result)
            || Join(one.Right, other.Result) || Join(other.Result, one.Left);

        bool Join(int left, int right) => _file.Vocabulary.ContainsKey(_tokens.Texts[left] + _tokens.Texts[right]);
    }

    bool IsRun(int id, out char letter)
    {
        string text = _tokens.Texts[id];
        letter = text[0];
        return !text.AsSpan().ContainsAnyExcept(letter);
    }

    bool AllPlain(int left, int right, int result) => _tokens.IsPlain(left) && _tokens.IsPlain(right) && _tokens.IsPlain(result);

    ModelFormatException OutOfOrder(int rank, int between) => _file.Error(
        Where, "the merges that make one token together, or apart from all that they could meet",
        $"'{_tokens.Texts[_file.Merges[rank].Result]}' made again as merge {rank} after '{_tokens.Texts[_file.Merges[between].Result]}' as merge {between}",
        NotInGguf);
}
