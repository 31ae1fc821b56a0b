namespace Lode.Tokenizers;

/// <summary>Cuts at the matches of a pattern (<c>Split</c>, and what is a special case of it).</summary>
/// <param name="pattern">What to look for.</param>
/// <param name="behavior">What becomes of the matches.</param>
/// <param name="invert">What lies between the matches is the delimiter.</param>
sealed class PatternSplit(SplitPattern pattern, SplitBehavior behavior, bool invert = false) : SplitStep
{
    /// <summary>The pre-tokenizer whose words are the pieces, where that is all that this step does.</summary>
    public PreTokenizer? Words =>
        pattern is WordPattern words && (behavior == SplitBehavior.Isolated || (behavior == SplitBehavior.Removed && invert))
            ? words.Words : null;

    /// <summary>Whether white space, and nothing else, is cut out.</summary>
    public bool RemovesWhiteSpace =>
        behavior == SplitBehavior.Removed && !invert && pattern is CharacterPattern characters && characters.Contains == CharacterClasses.IsWhiteSpace;

    /// <summary>Whether each character of a set is cut out or isolated, whatever is around it.</summary>
    public bool IsByCharacter =>
        behavior is SplitBehavior.Removed or SplitBehavior.Isolated && !invert && pattern is CharacterPattern { ReadsSpelling: false };

    /// <summary>Whether a character is in that set.</summary>
    public bool Cuts(int scalar) => ((CharacterPattern)pattern).Contains(scalar);

    /// <summary>Whether matches are cut out.</summary>
    public bool RemovesMatches => behavior == SplitBehavior.Removed;

    /// <summary>The string at which it cuts; null where it is none.</summary>
    public byte[]? Delimiter => (pattern as StringPattern)?.Value;

    public override void Split(TextBuffer text, EncodeWorkspace workspace)
    {
        PieceList pieces = workspace.Pieces;
        MatchList matches = workspace.Matches;
        pieces.BeginNext();
        for (int i = 0; i < pieces.Count; i++)
        {
            (int start, int end) = pieces[i];
            matches.Clear();
            pattern.Match(text.Bytes, start, end, matches);
            AddPieces(matches, pieces);
        }
        pieces.EndNext();
    }

    void AddPieces(MatchList matches, PieceList pieces)
    {
        if (behavior == SplitBehavior.MergedWithNext)
        {
            AddMergedWithNext(matches, pieces);
            return;
        }
        (int Start, int End) pending = default;
        bool previous = false;
        for (int i = 0; i < matches.Count; i++)
        {
            (int start, int end, bool isMatch) = matches[i];
            isMatch ^= invert;
            bool joins = behavior switch
            {
                SplitBehavior.Contiguous => isMatch == previous,
                SplitBehavior.MergedWithPrevious => isMatch && !previous,
                _ => false,
            };
            if (joins && pending.End > pending.Start)
            {
                pending.End = end;
            }
            else
            {
                pieces.AddNext(pending.Start, pending.End);
                pending = behavior == SplitBehavior.Removed && isMatch ? default : (start, end);
            }
            previous = isMatch;
        }
        pieces.AddNext(pending.Start, pending.End);
    }

    // A match joins what follows it unless that is a match too; seen from the end, as Hugging Face does.
    void AddMergedWithNext(MatchList matches, PieceList pieces)
    {
        for (int i = 0; i < matches.Count; i++)
        {
            (int start, int end, bool isMatch) = matches[i];
            if ((isMatch ^ invert) && i + 1 < matches.Count && !(matches[i + 1].IsMatch ^ invert))
                end = matches[++i].End;
            pieces.AddNext(start, end);
        }
    }
}
