namespace Lode.Weights.HuggingFace;

/// <summary>Tries out what becomes of a character that stands many times, by the merge list and by scores.</summary>
static class CharacterRuns
{
    const int Longest = 128;

    /// <summary>The shortest run for which the two differ, up to twice the longest token and more; or null.</summary>
    public static int? FirstDifference(TokenizerFile file, TokenTable tokens, float[] scores, char letter)
    {
        List<int> ids = [-1]; // by length
        for (int length = 1; length <= Longest + 1; length++)
        {
            int? id = tokens.Find(new string(letter, length));
            ids.Add(id is int known && tokens.IsPlain(known) ? known : -1);
        }
        if (ids[1] < 0 || ids[^1] >= 0)
            return Longest; // longer ones than anybody has: take no chance
        Dictionary<(int, int), int> ranks = [];
        for (int rank = 0; rank < file.Merges.Count; rank++)
        {
            Merge merge = file.Merges[rank];
            if (!tokens.Texts[merge.Result].AsSpan().ContainsAnyExcept(letter))
                ranks.Add((tokens.Texts[merge.Left].Length, tokens.Texts[merge.Right].Length), rank);
        }
        int longest = ids.FindLastIndex(id => id >= 0);
        for (int length = 2; length <= 2 * longest + 4; length++)
        {
            List<int> byRank = Merge(length, (left, right) => ranks.TryGetValue((left, right), out int rank) ? rank : null);
            List<int> byScore = Merge(length, (left, right) => left + right <= Longest && ids[left + right] is >= 0 and int id ? -scores[id] : null);
            if (!byRank.SequenceEqual(byScore))
                return length;
        }
        return null;
    }

    /// <summary>The lengths of the tokens that a run becomes: the smallest priority first, then the leftmost.</summary>
    static List<int> Merge(int length, Func<int, int, double?> priority)
    {
        List<int> parts = [.. Enumerable.Repeat(1, length)];
        while (true)
        {
            int best = -1;
            double smallest = double.PositiveInfinity;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (priority(parts[i], parts[i + 1]) is double value && value < smallest)
                    (best, smallest) = (i, value);
            }
            if (best < 0)
                return parts;
            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }
}
