namespace Lode.Tokenizers;

/// <summary>
/// GPT-2's words: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>
/// (openai/gpt-2, <c>encoder.py</c>).
/// </summary>
/// <param name="splitsDigits">
/// Every <c>\p{N}</c> is a word of its own, cut out before the rest (<c>\p{N}</c> ahead of the expression above), as in StarCoder and
/// SmolLM: a number then ends the text before it, also for the look-ahead of white space.
/// </param>
sealed class Gpt2PreTokenizer(bool splitsDigits) : BlockPreTokenizer
{
    public override int FirstWordLength(ReadOnlySpan<byte> text)
    {
        if (Contractions.Length(text) is > 0 and int contraction)
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

    protected override void FindStarts(ReadOnlySpan<byte> text, ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts)
    {
        for (int i = 0; i < starts.Length; i++)
        {
            ref readonly ClassBlock last = ref blocks[i];
            ref readonly ClassBlock block = ref blocks[i + 1];
            ref readonly ClassBlock next = ref blocks[i + 2];
            ulong solid = block.Letter | block.Other;
            ulong nextSolid = next.Letter | next.Other;
            ulong starting = block.Letter & ~ClassBlock.After(block.Letter, last.Letter)
                | block.Other & ~ClassBlock.After(block.Other, last.Other);
            ulong startingNumber = block.Number & ~ClassBlock.After(block.Number, last.Number);
            ulong digits = 0;
            if (splitsDigits)
            {
                digits = block.Number & ~block.Continuation;
            }
            else
            {
                solid |= block.Number;
                nextSolid |= next.Number;
                starting |= startingNumber;
            }
            // A space goes with what follows; other white space leaves its last character before what follows.
            starts[i] = starting & ~ClassBlock.After(block.Blank, last.Blank)
                | digits
                | block.White & ~ClassBlock.After(block.White, last.White);
            ulong given = block.White & ClassBlock.Before(solid, nextSolid);
            MarkCharacters(blocks, starts, i, given);
        }
        Contractions.MarkWords(text, blocks, starts, ignoreCase: false);
    }
}
