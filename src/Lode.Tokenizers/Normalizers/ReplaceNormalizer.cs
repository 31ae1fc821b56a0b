namespace Lode.Tokenizers;

/// <summary>Replaces each match of a pattern by a string (<c>Replace</c>); the new text comes from the last character of the match.</summary>
sealed class ReplaceNormalizer(SplitPattern pattern, byte[] content) : Normalizer
{
    // Per call, and small: patterns other than plain strings are rare.
    [ThreadStatic]
    static MatchList? s_matches;

    public override void Normalize(TextBuffer text)
    {
        MatchList matches = s_matches ??= new MatchList();
        matches.Clear();
        pattern.Match(text.Bytes, 0, text.Length, matches);
        if (matches.Count == 0 || (matches.Count == 1 && !matches[0].IsMatch))
            return;
        text.BeginRewrite();
        for (int i = 0; i < matches.Count; i++)
        {
            (_, int end, bool isMatch) = matches[i];
            if (!isMatch)
            {
                text.CopyTo(end);
                continue;
            }
            Scalars.ReadBefore(text.Bytes, end, out int length);
            text.Write(content, end - length, end);
            text.SkipTo(end);
        }
        text.EndRewrite();
    }
}
