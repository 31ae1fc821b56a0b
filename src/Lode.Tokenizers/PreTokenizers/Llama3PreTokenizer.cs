namespace Lode.Tokenizers;

/// <summary>
/// The words of cl100k, Llama 3 and Qwen 2, as their <c>tokenizer.json</c> has them:
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
/// </summary>
/// <param name="maxDigits">The most <c>\p{N}</c> in a word: 3 for cl100k and Llama 3, 1 for Qwen 2.</param>
sealed class Llama3PreTokenizer(int maxDigits) : BlockPreTokenizer
{
    protected override bool GroupsNumbers => maxDigits > 1;

    public override int FirstWordLength(ReadOnlySpan<byte> text)
    {
        if (Contractions.LengthIgnoringCase(text) is > 0 and int contraction)
            return contraction;
        CodePointClass first = CodePoints.Read(text, 0, out int length);
        switch (first)
        {
            case CodePointClass.Letter:
                return CodePoints.SkipWhile(text, length, CodePointClass.Letter);
            case CodePointClass.Number:
                return NumberLength(text, length, maxDigits);
        }

        // One code point that is neither a line break nor a number may lead a run of letters.
        CodePointClass next = length < text.Length ? CodePoints.Read(text, length, out _) : 0;
        if (next == CodePointClass.Letter && first != CodePointClass.Newline)
            return CodePoints.SkipWhile(text, length, CodePointClass.Letter);
        if (first == CodePointClass.Other || (text[0] == ' ' && next == CodePointClass.Other))
        {
            int end = CodePoints.SkipWhile(text, length, CodePointClass.Other);
            return CodePoints.SkipWhile(text, end, CodePointClass.Newline);
        }
        return LineOrWhitespaceWordLength(text);
    }

    protected override void FindStarts(ReadOnlySpan<byte> text, ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts)
    {
        LineStarts lines = new(maxDigits, byCase: false);
        for (int i = 0; i < starts.Length; i++)
            lines.Find(text, blocks, starts, i);
        Contractions.MarkWords(text, blocks, starts, ignoreCase: true);
    }
}
