namespace Lode.Tokenizers;

/// <summary><c>\w+|[^\w\s]+</c>, the words of <c>Whitespace</c>.</summary>
sealed class WhitespacePattern : SplitPattern
{
    public override void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches)
    {
        text = text[..end];
        while (start < end)
        {
            int kind = Kind(Scalars.Read(text, start, out int length));
            int at = start + length;
            while (at < end && Kind(Scalars.Read(text, at, out length)) == kind)
                at += length;
            matches.Add(start, at, kind != 0);
            start = at;
        }
    }

    static int Kind(int scalar) => CharacterClasses.IsWord(scalar) ? 1 : CharacterClasses.IsWhiteSpace(scalar) ? 0 : 2;
}
