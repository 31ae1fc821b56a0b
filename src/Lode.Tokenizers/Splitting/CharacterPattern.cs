namespace Lode.Tokenizers;

/// <summary>Every character of a set is a match of its own.</summary>
/// <param name="contains">Whether a character, as <see cref="Scalars"/> numbers them, is in the set.</param>
/// <param name="readsSpelling">The text stands for GPT-2's spelling of it: each byte is the character that spells it.</param>
sealed class CharacterPattern(Func<int, bool> contains, bool readsSpelling = false) : SplitPattern
{
    readonly bool[] _single = BuildSingle(contains, readsSpelling);

    /// <summary>Whether a character is in the set.</summary>
    public Func<int, bool> Contains => contains;

    /// <summary>Whether the text stands for GPT-2's spelling of it.</summary>
    public bool ReadsSpelling => readsSpelling;

    public override void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches)
    {
        text = text[..end];
        int rest = start;
        for (int at = start, length; at < end; at += length)
        {
            length = 1;
            bool isMatch = text[at] < 0x80 || readsSpelling ? _single[text[at]] : contains(Scalars.Read(text, at, out length));
            if (!isMatch)
                continue;
            matches.Add(rest, at, false);
            matches.Add(at, at + length, true);
            rest = at + length;
        }
        matches.Add(rest, end, false);
    }

    static bool[] BuildSingle(Func<int, bool> contains, bool readsSpelling) =>
        [.. Enumerable.Range(0, 256).Select(value => contains(readsSpelling ? ByteLevelAlphabet.Character((byte)value) : value))];
}
