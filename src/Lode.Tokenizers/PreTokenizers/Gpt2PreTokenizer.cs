namespace Lode.Tokenizers;

/// <summary>
/// GPT-2's words: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>
/// (openai/gpt-2, <c>encoder.py</c>).
/// </summary>
/// <param name="splitsDigits">
/// Every <c>\p{N}</c> is a word of its own, cut out before the rest (<c>\p{N}</c> ahead of the expression above), as in StarCoder and
/// SmolLM: a number then ends the text before it, also for the look-ahead of white space.
/// </param>
sealed class Gpt2PreTokenizer(bool splitsDigits) : PreTokenizer
{
    public override int FirstWordLength(ReadOnlySpan<byte> text)
    {
        if (text[0] == '\'' && ContractionLength(text) is > 0 and int contraction)
            return contraction;
        CodePointClass first = CodePoints.Read(text, 0, out int length);
        if (first == CodePointClass.Number && splitsDigits)
            return length;
        if ((first & CodePointClass.Whitespace) == 0)
            return CodePoints.SkipWhile(text, length, first);
        if (text[0] == ' ' && text.Length > 1)
        {
            CodePointClass next = CodePoints.Read(text, 1, out length);
            if ((next & CodePointClass.Whitespace) == 0 && !(next == CodePointClass.Number && splitsDigits))
                return CodePoints.SkipWhile(text, 1 + length, next);
        }
        int end = CodePoints.SkipWhile(text, 0, CodePointClass.Whitespace);
        if (splitsDigits && end < text.Length && CodePoints.Read(text, end, out _) == CodePointClass.Number)
            return end;
        return WhitespaceWordLength(text, end);
    }

    static int ContractionLength(ReadOnlySpan<byte> text)
    {
        if (text.Length > 1 && text[1] is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d')
            return 2;
        return text.StartsWith("'re"u8) || text.StartsWith("'ve"u8) || text.StartsWith("'ll"u8) ? 3 : 0;
    }
}
