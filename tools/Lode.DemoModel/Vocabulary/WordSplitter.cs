namespace Lode.DemoModel.Vocabulary;

/// <summary>Cuts text into the pieces that merges never cross, by the rule of GPT-2's pattern.</summary>
/// <remarks>
/// The pattern is <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c> (OpenAI's GPT-2 encoder). The
/// generated text is ASCII without apostrophes or double spaces, so a letter, a digit and a rest are all that is told apart here.
/// </remarks>
static class WordSplitter
{
    public static IEnumerable<string> Split(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int at = start;
            if (text[at] == ' ' && at + 1 < text.Length)
                at++;
            int kind = Kind(text[at]);
            do
                at++;
            while (at < text.Length && text[at] != ' ' && Kind(text[at]) == kind);
            yield return text[start..at];
            start = at;
        }
    }

    static int Kind(char c) => char.IsAsciiLetter(c) ? 0 : char.IsAsciiDigit(c) ? 1 : 2;
}
