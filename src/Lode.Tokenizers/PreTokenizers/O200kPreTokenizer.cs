using System.Numerics;

namespace Lode.Tokenizers;

/// <summary>
/// The words of o200k, as its <c>tokenizer.json</c> has them, with U = <c>\p{Lu}\p{Lt}</c>, B = <c>\p{Lm}\p{Lo}\p{M}</c>, l = <c>\p{Ll}</c>:
/// <c>[^\r\n\p{L}\p{N}]?[UB]*[lB]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[UB]+[lB]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}|
/// ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
/// </summary>
sealed class O200kPreTokenizer : BlockPreTokenizer
{
    protected override bool NeedsCase => true;

    protected override bool GroupsNumbers => true;

    public override int FirstWordLength(ReadOnlySpan<byte> text)
    {
        CodePointClass first = CodePoints.Read(text, 0, out int length);
        if (first == CodePointClass.Number)
            return NumberLength(text, length, maxDigits: 3);
        // In the order of the alternatives: the character in front is given back before the second is tried.
        bool mayLead = first is CodePointClass.Space or CodePointClass.Other;
        int end = mayLead ? EndingLower(text, length) : -1;
        if (end < 0)
            end = EndingLower(text, 0);
        if (end < 0 && mayLead)
            end = Upper(text, length);
        if (end < 0)
            end = Upper(text, 0);
        if (end > 0)
            return end + Contractions.LengthIgnoringCase(text[end..]);
        CodePointClass next = length < text.Length ? CodePoints.Read(text, length, out _) : 0;
        if (first == CodePointClass.Other || (text[0] == ' ' && next == CodePointClass.Other))
        {
            end = CodePoints.SkipWhile(text, length, CodePointClass.Other);
            while (end < text.Length && text[end] is (byte)'\r' or (byte)'\n' or (byte)'/')
                end++;
            return end;
        }
        return LineOrWhitespaceWordLength(text);
    }

    protected override void FindStarts(ReadOnlySpan<byte> text, ReadOnlySpan<ClassBlock> blocks, Span<ulong> starts)
    {
        LineStarts lines = new(maxDigits: 3, byCase: true);
        for (int i = 0; i < starts.Length; i++)
            lines.Find(text, blocks, starts, i);
        int contractionEnd = 0; // what follows a contraction begins a word, so that another one there is none
        for (int i = 0; i < starts.Length; i++)
        {
            ulong quotes = blocks[i + 1].Quote;
            if (quotes != 0)
                quotes &= ClassBlock.After(blocks[i + 1].Letter, blocks[i].Letter);
            for (; quotes != 0; quotes &= quotes - 1)
            {
                int at = 64 * i + BitOperations.TrailingZeroCount(quotes);
                int length = at == contractionEnd ? 0 : Contractions.LengthIgnoringCase(text[at..]);
                if (length == 0)
                    continue;
                contractionEnd = at + length;
                Contractions.Mark(starts, at - 1, length + 1);
            }
        }
    }

    /// <summary>Where <c>[UB]*[lB]+</c> ends, or -1.</summary>
    static int EndingLower(ReadOnlySpan<byte> text, int at)
    {
        int lastCaseless = -1; // where the last character of B ended, to which the match falls back
        while (at < text.Length)
        {
            int properties = Properties(text, at, out int length);
            if (CategorySet.Contains(CategorySet.Lower, properties))
                return SkipWhile(text, at, CategorySet.Lower | CategorySet.Caseless | CategorySet.Mark);
            if (!CategorySet.Contains(CategorySet.Upper | CategorySet.Caseless | CategorySet.Mark, properties))
                break;
            at += length;
            if (!CategorySet.Contains(CategorySet.Upper, properties))
                lastCaseless = at;
        }
        return lastCaseless;
    }

    /// <summary>Where <c>[UB]+[lB]*</c> ends, or -1; only where <see cref="EndingLower"/> failed, so that no B or l is there.</summary>
    static int Upper(ReadOnlySpan<byte> text, int at)
    {
        int end = SkipWhile(text, at, CategorySet.Upper);
        return end > at ? end : -1;
    }

    static int SkipWhile(ReadOnlySpan<byte> text, int at, uint categories)
    {
        while (at < text.Length && CategorySet.Contains(categories, Properties(text, at, out int length)))
            at += length;
        return at;
    }

    static int Properties(ReadOnlySpan<byte> text, int at, out int length)
    {
        int codePoint = Utf8.Read(text[at..], out length);
        return codePoint < 0 ? UnicodeTable.None : UnicodeTable.Get(codePoint);
    }
}
