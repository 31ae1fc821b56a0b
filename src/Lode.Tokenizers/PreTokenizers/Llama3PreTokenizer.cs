namespace Lode.Tokenizers;

/// <summary>
/// The words of Llama 3 and Qwen 2, as their <c>tokenizer.json</c> has them:
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
/// </summary>
/// <param name="maxDigits">The most <c>\p{N}</c> in a word: 3 for Llama 3, 1 for Qwen 2.</param>
sealed class Llama3PreTokenizer(int maxDigits) : PreTokenizer
{
    public override int FirstWordLength(ReadOnlySpan<byte> text)
    {
        if (text[0] == '\'' && ContractionLength(text) is > 0 and int contraction)
            return contraction;
        CodePointClass first = CodePoints.Read(text, 0, out int length);
        switch (first)
        {
            case CodePointClass.Letter:
                return CodePoints.SkipWhile(text, length, CodePointClass.Letter);
            case CodePointClass.Number:
                return NumberLength(text, length);
        }

        // One code point that is neither a line break nor a number may lead a run of letters.
        CodePointClass next = length < text.Length ? CodePoints.Read(text, length, out int nextLength) : 0;
        if (next == CodePointClass.Letter && first != CodePointClass.Newline)
            return CodePoints.SkipWhile(text, length, CodePointClass.Letter);
        if (first == CodePointClass.Other || (text[0] == ' ' && next == CodePointClass.Other))
        {
            int end = CodePoints.SkipWhile(text, length, CodePointClass.Other);
            return CodePoints.SkipWhile(text, end, CodePointClass.Newline);
        }

        // White space through its last line break, if it has one.
        int runEnd = CodePoints.SkipWhile(text, 0, CodePointClass.Whitespace);
        int lineBreak = text[..runEnd].LastIndexOfAny((byte)'\r', (byte)'\n');
        return lineBreak >= 0 ? lineBreak + 1 : WhitespaceWordLength(text, runEnd);
    }

    int NumberLength(ReadOnlySpan<byte> text, int end)
    {
        for (int digits = 1; digits < maxDigits && end < text.Length; digits++)
        {
            if (CodePoints.Read(text, end, out int length) != CodePointClass.Number)
                break;
            end += length;
        }
        return end;
    }

    /// <summary>Without regard to case, where ſ (U+017F) folds to s too.</summary>
    static int ContractionLength(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("'\u017F"u8))
            return 3;
        if (text.Length < 2)
            return 0;
        int a = text[1] | 0x20; // lower case, for letters
        if (a is 's' or 't' or 'm' or 'd')
            return 2;
        if (text.Length < 3)
            return 0;
        int b = text[2] | 0x20;
        return (a is 'r' or 'v' && b == 'e') || (a == 'l' && b == 'l') ? 3 : 0;
    }
}
