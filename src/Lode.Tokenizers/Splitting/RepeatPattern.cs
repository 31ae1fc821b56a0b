namespace Lode.Tokenizers;

/// <summary>Runs of characters of a set, cut so that each has a length between two bounds: <c>[...]{min,max}</c>.</summary>
/// <param name="contains">Whether a character, as <see cref="Scalars"/> numbers them, is in the set.</param>
/// <param name="min">Characters in a match, at least; at least 1.</param>
/// <param name="max">Characters in a match, at most.</param>
/// <param name="takesSpace">One white-space character before the run belongs to the match: <c>\s?[...]+</c>.</param>
sealed class RepeatPattern(Func<int, bool> contains, int min = 1, int max = int.MaxValue, bool takesSpace = false) : SplitPattern
{
    readonly bool[] _ascii = [.. Enumerable.Range(0, 128).Select(contains)];

    public override void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches)
    {
        text = text[..end];
        int rest = start;
        for (int at = start; at < end;)
        {
            int matchEnd = MatchAt(text, at);
            if (matchEnd < 0)
            {
                Scalars.Read(text, at, out int length);
                at += length;
                continue;
            }
            matches.Add(rest, at, false);
            matches.Add(at, matchEnd, true);
            rest = at = matchEnd;
        }
        matches.Add(rest, end, false);
    }

    int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if (takesSpace)
        {
            int first = Scalars.Read(text, at, out int length);
            if (CharacterClasses.IsWhiteSpace(first) && RunEnd(text, at + length) is >= 0 and int end)
                return end;
        }
        return RunEnd(text, at);
    }

    int RunEnd(ReadOnlySpan<byte> text, int at)
    {
        int count = 0;
        while (count < max && at < text.Length)
        {
            int scalar = Scalars.Read(text, at, out int length);
            if (!(scalar < 128 ? _ascii[scalar] : contains(scalar)))
                break;
            at += length;
            count++;
        }
        return count < min ? -1 : at;
    }
}
