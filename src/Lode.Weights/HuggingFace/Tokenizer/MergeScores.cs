namespace Lode.Weights.HuggingFace;

/// <summary>
/// Scores that make SentencePiece BPE merge in the order of a merge list: readers join the two neighbours whose joined spelling is the token
/// with the best score, whatever the two are.
/// </summary>
/// <remarks>
/// That is the order of the list if (1) every way to cut a token into two tokens is a merge, and (2) the merges that make one token stand
/// together in the list. Lists made from SentencePiece models are so. Where (2) does not hold, the merges between may come too late; this is
/// allowed where they cannot meet those that they change places with (Gemma's runs of spaces, tabs and line ends). What stays different
/// is two ways to make the same token that overlap in the text ('-' '---' '-'): there the list decides in Hugging Face, and the left one wins here.
/// </remarks>
static class MergeScores
{
    const long MostComparisons = 20_000_000;
    const string NotInGguf = "scores cannot put merges into this order; the tokenizer cannot be converted exactly";

    /// <summary>Computes the score of each token: 0, -1, -2 and so on in the order in which tokens are first made, then those that never are.</summary>
    public static float[] Compute(TokenizerFile file, TokenTable tokens)
    {
        CheckComplete(file, tokens);
        int[] first = new int[tokens.Texts.Count]; // 1 + the first rank that makes a token
        float[] scores = new float[tokens.Texts.Count];
        int made = 0;
        int last = -1;
        long comparisons = 0;
        for (int rank = 0; rank < file.Merges.Count; rank++)
        {
            int result = file.Merges[rank].Result;
            if (first[result] == 0)
            {
                first[result] = rank + 1;
                scores[result] = -made++;
            }
            else if (result != last)
            {
                comparisons += rank - first[result];
                if (comparisons > MostComparisons)
                    throw OutOfOrder(file, tokens, rank, first[result] - 1);
                CheckApart(file, tokens, rank, first);
            }
            last = result;
        }
        for (int id = 0; id < scores.Length; id++)
        {
            if (first[id] == 0 && tokens.Kinds[id] is TokenKind.Normal or TokenKind.UserDefined)
                scores[id] = -made++;
        }
        return scores;
    }

    /// <summary>Condition 1, by counting: merges are distinct and each is a way to cut a token, so equal numbers mean all of them.</summary>
    static void CheckComplete(TokenizerFile file, TokenTable tokens)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids = file.Vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        long merges = file.Merges.Count(merge => AllPlain(tokens, merge.Left, merge.Right, merge.Result));
        foreach ((string text, int id) in file.Vocabulary)
        {
            if (!tokens.IsPlain(id))
                continue;
            for (int cut = 1; cut < text.Length; cut++)
            {
                if (ids.TryGetValue(text.AsSpan(0, cut), out int left) && ids.TryGetValue(text.AsSpan(cut), out int right)
                    && AllPlain(tokens, left, right, id) && --merges < 0)
                {
                    throw file.Error("key 'model.merges'", "a merge for every way to cut a token into two tokens",
                        $"fewer, for one of them '{text[..cut]}' and '{text[cut..]}' of '{text}'", NotInGguf);
                }
            }
        }
    }

    /// <summary>Condition 2 for a merge that comes after merges of other tokens, which were first made after its own.</summary>
    static void CheckApart(TokenizerFile file, TokenTable tokens, int rank, int[] first)
    {
        Merge late = file.Merges[rank];
        for (int between = first[late.Result]; between < rank; between++)
        {
            Merge other = file.Merges[between];
            if (other.Result == late.Result || first[other.Result] < first[late.Result])
                continue;
            if (late.Right == other.Left || late.Left == other.Right || Join(late.Result, other.Left) || Join(other.Right, late.Result)
                || Join(late.Right, other.Result) || Join(other.Result, late.Left))
                throw OutOfOrder(file, tokens, rank, between);
        }

        bool Join(int left, int right) => file.Vocabulary.ContainsKey(tokens.Texts[left] + tokens.Texts[right]);
    }

    static Lode.Formats.ModelFormatException OutOfOrder(TokenizerFile file, TokenTable tokens, int rank, int between) => file.Error(
        "key 'model.merges'", "the merges that make one token together, or apart from all that they could meet",
        $"'{tokens.Texts[file.Merges[rank].Result]}' made again as merge {rank} after '{tokens.Texts[file.Merges[between].Result]}' as merge {between}",
        NotInGguf);

    static bool AllPlain(TokenTable tokens, int left, int right, int result) =>
        tokens.IsPlain(left) && tokens.IsPlain(right) && tokens.IsPlain(result);
}
