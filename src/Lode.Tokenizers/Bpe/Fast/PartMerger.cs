namespace Lode.Tokenizers;

/// <summary>Merges a word of any length part by part, in linear time.</summary>
/// <remarks>
/// Whether two neighbouring tokens stay apart depends on these two alone: merges inside a token come in the same order whatever is
/// around it. So a sequence is what the merges make of a word if every two neighbours of it are what the merges make of those two.
/// Within a part they are; where parts meet, the next part begins with the last token kept of the one before, and must give it back.
/// </remarks>
/// <param name="pairs">The merges.</param>
/// <param name="bytePairs">As <see cref="WordMerger.MergeBytes"/> takes them.</param>
/// <param name="byteTokens">The token of each byte.</param>
/// <param name="starts">What words with characters beyond ASCII begin with; null for bytes.</param>
/// <param name="pieces">By token: its bytes.</param>
readonly unsafe ref struct PartMerger(
    PairTable pairs, FlatTable<uint> bytePairs, FlatTable<int> byteTokens, CharacterStarts? starts, ByteStrings pieces)
{
    /// <summary>Merges a word of bytes that all have tokens.</summary>
    /// <param name="word">The bytes.</param>
    /// <param name="length">Their number, 1 or more.</param>
    /// <param name="merger">Merges the parts.</param>
    /// <param name="tokens">The result; as long as the word.</param>
    /// <returns>The number of tokens, or -1 where parts do not meet.</returns>
    public int Merge(byte* word, int length, WordMerger merger, Span<int> tokens)
    {
        const int MaxSteps = 8;
        const int SmallPart = 64;
        int count = 0; // of tokens kept; the last of them is the anchor that the next part begins with
        int start = 0;
        int furthest = -1; // start of a part so far: who steps back must get beyond it
        int partLength = SmallPart;
        int steps = 0;
        while (true)
        {
            int part = Math.Min(partLength, length - start);
            bool isLast = start + part == length;
            int symbols = part;
            if (starts is not null)
                symbols = merger.MergeCharacters(pairs, starts, byteTokens.Pointer, word + start, part);
            else
                merger.MergeBytes(pairs, bytePairs.Pointer, byteTokens.Pointer, word + start, part);
            bool meets = count == 0 || merger.Tokens[0] == tokens[count - 1];
            if (meets && Take(merger, symbols, isLast, tokens[Math.Max(0, count - 1)..], out int taken, out int lastStart))
            {
                count = Math.Max(0, count - 1) + taken;
                if (isLast)
                    return count;
                start += lastStart;
                if (start >= length) // as below
                    return -1;
                if (start > furthest)
                {
                    furthest = start;
                    partLength = SmallPart;
                    steps = 0;
                }
                else if (partLength == WordMerger.MaxSymbols)
                {
                    return -1;
                }
                else
                {
                    partLength = WordMerger.MaxSymbols;
                }
            }
            else if (!meets && count > 1 && steps < MaxSteps)
            {
                steps++;
                count--;
                start -= PieceLength(tokens[count - 1]);
                if (start < 0) // only where a damaged compiled form has other pieces than merges
                    return -1;
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
    /// <returns>False where that leaves nothing new.</returns>
    bool Take(WordMerger merger, int symbols, bool isLast, Span<int> tokens, out int taken, out int lastStart)
    {
        taken = 0;
        lastStart = 0;
        int start = 0;
        int place = 0;
        while (place < symbols)
        {
            int next = merger.Next(place);
            if (!isLast && (next == symbols || merger.Next(next) == symbols))
                break;
            if (taken == tokens.Length) // as where parts do not meet
                return false;
            int token = merger.Tokens[place];
            tokens[taken++] = token;
            lastStart = start;
            start += PieceLength(token);
            place = next;
        }
        return isLast || taken > 1;
    }

    int PieceLength(int token) => (uint)token < (uint)pieces.Count ? pieces[token].Length : 0;
}
