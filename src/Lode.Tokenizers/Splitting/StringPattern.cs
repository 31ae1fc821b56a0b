namespace Lode.Tokenizers;

/// <summary>Every occurrence of a string, from left to right, without overlap.</summary>
/// <param name="value">UTF-8; an empty one never matches.</param>
sealed class StringPattern(byte[] value) : SplitPattern
{
    /// <summary>The string.</summary>
    public byte[] Value => value;

    public override void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches)
    {
        while (value.Length > 0 && text[start..end].IndexOf(value) is >= 0 and int at)
        {
            matches.Add(start, start + at, false);
            matches.Add(start + at, start + at + value.Length, true);
            start += at + value.Length;
        }
        matches.Add(start, end, false);
    }
}
