namespace Lode.Tokenizers;

/// <summary>Merges the characters of a word of any length part by part, in linear time: <see cref="PartMerger"/>, which says why, for bytes.</summary>
/// <param name="symbols">Reads the word.</param>
/// <param name="pairs">The merges.</param>
/// <param name="pieces">By token: its bytes.</param>
/// <param name="byteTokens">By byte: its token, whose piece is not that byte.</param>
readonly unsafe ref struct CharacterPartMerger(CharacterSymbols symbols, PairTable pairs, ByteStrings pieces, int[] byteTokens)
{
    const int SmallPart = 64;
    const int MaxSteps = 8;

    /// <summary>Merges a word.</summary>
    /// <param name="word">Its bytes.</param>
    /// <param name="length">Their number, 1 or more.</param>
    /// <param name="merger">Merges the parts.</param>
    /// <param name="tokens">The result; as long as the word.</param>
    /// <returns>The number of tokens, or -1 where parts do not meet.</returns>
    public int Merge(byte* word, int length, WordMerger merger, Span<int> tokens)
    {
        int* starts = stackalloc int[WordMerger.MaxSymbols + 1];
        int count = 0; // of tokens kept; the last of them is the anchor that the next part begins with
        int start = 0;
        int furthest = -1; // start of a part so far: who steps back must get beyond it
        int partLength = SmallPart;
        int steps = 0;
        while (true)
        {
            int end = start + symbols.Read(word + start, length - start, partLength, merger.Tokens, starts, out int part);
            merger.Merge(pairs, part);
            bool meets = count == 0 || merger.Tokens[0] == tokens[count - 1];
            int kept = Math.Max(0, count - 1);
            if (meets && Take(merger, part, end == length, tokens[kept..], out int lastPlace) is > 0 and int taken)
            {
                count = kept + taken;
                if (end == length)
                    return count;
                start += starts[lastPlace];
                if (start <= furthest && partLength == WordMerger.MaxSymbols)
                    return -1;
                partLength = start > furthest ? SmallPart : WordMerger.MaxSymbols;
                steps = start > furthest ? 0 : steps;
                furthest = Math.Max(furthest, start);
            }
            else if (!meets && count > 1 && steps < MaxSteps)
            {
                steps++;
                count--;
                start -= byteTokens.AsSpan().Contains(tokens[count - 1]) ? 1 : pieces[tokens[count - 1]].Length;
            }
            else if (partLength == SmallPart)
            {
                partLength = WordMerger.MaxSymbols;
            }
            else
            {
                return -1;
            }
        }
    }

    /// <summary>Keeps the tokens of a part; not the last two, which what follows may change, unless nothing follows.</summary>
    /// <returns>Their number; 0 where there is nothing new.</returns>
    static int Take(WordMerger merger, int part, bool isLast, Span<int> tokens, out int lastPlace)
    {
        int taken = 0;
        lastPlace = 0;
        for (int place = 0; place < part;)
        {
            int next = merger.Next(place);
            if (!isLast && (next == part || merger.Next(next) == part))
                break;
            tokens[taken++] = merger.Tokens[place];
            lastPlace = place;
            place = next;
        }
        return isLast || taken > 1 ? taken : 0;
    }
}
