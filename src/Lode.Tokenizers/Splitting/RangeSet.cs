namespace Lode.Tokenizers;

/// <summary>A set of characters as the inside of brackets of a regular expression: single ones and ranges, without escapes.</summary>
sealed class RangeSet
{
    readonly List<(int First, int Last)> _ranges = [];

    /// <param name="text">Such as <c>a-zA-Z_</c>; a '-' that is no range is not supported.</param>
    public RangeSet(string text)
    {
        int[] characters = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        for (int i = 0; i < characters.Length; i++)
        {
            bool isRange = i + 2 < characters.Length && characters[i + 1] == '-';
            _ranges.Add((characters[i], characters[isRange ? i + 2 : i]));
            i += isRange ? 2 : 0;
        }
        _ranges.Sort();
    }

    public bool Contains(int scalar)
    {
        foreach ((int first, int last) in _ranges)
        {
            if (scalar < first)
                return false;
            if (scalar <= last)
                return true;
        }
        return false;
    }
}
