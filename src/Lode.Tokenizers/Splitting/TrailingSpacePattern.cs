namespace Lode.Tokenizers;

/// <summary>The white space that a piece ends with: <c>\s+$</c> where no line break is left in it.</summary>
sealed class TrailingSpacePattern : SplitPattern
{
    public override void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches)
    {
        int at = end;
        while (at > start && CharacterClasses.IsWhiteSpace(Scalars.ReadBefore(text[..at], at, out int length)))
            at -= length;
        matches.Add(start, at, false);
        matches.Add(at, end, true);
    }
}
