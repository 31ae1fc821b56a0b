namespace Lode.Tokenizers;

/// <summary>Merges a word of any length part by part, in linear time.</summary>
/// <remarks>
/// Whether two neighbouring tokens stay apart depends on these two alone: merges inside a token come in the same order whatever is
/// around it. So a sequence is what the merges make of a word if every two neighbours of it are what the merges make of those two.
/// Within a part they are; where parts meet, the next part begins with the last token kept of the one before, and must give it back.
/// </remarks>
static unsafe class PartMerger
{
    /// <summary>Merges a word.</summary>
    /// <param name="reader">What it is made of.</param>
    /// <param name="word">Its bytes.</param>
    /// <param name="length">Their number, 1 or more.</param>
    /// <param name="merger">Merges the parts.</param>
    /// <param name="tokens">The result; as long as the word.</param>
    /// <returns>The number of tokens, or -1 where parts do not meet.</returns>
    public static int Merge<TReader>(TReader reader, byte* word, int length, WordMerger merger, Span<int> tokens)
        where TReader : struct, IPartReader
    {
        const int MaxSteps = 8;
        const int SmallPart = 64;
        const int LookAhead = 4; // the most bytes behind a part that decide where it ends
        int count = 0; // of tokens kept; the last of them is the anchor that the next part begins with
        int start = 0;
        int furthest = -1; // start of a part so far: who steps back must get beyond it
        int partLength = SmallPart;
        int steps = 0;
        int symbols = 0; // of the part that was merged last, and what it was made of
        int bytes = 0;
        int mergedAt = 0;
        int mergedLength = 0;
        while (true)
        {
            // What repeats need not be merged again.
            if (bytes == 0 || partLength != mergedLength || length - start < bytes + LookAhead
                || length - mergedAt < bytes + LookAhead
                || !new ReadOnlySpan<byte>(word + start, bytes + LookAhead).SequenceEqual(new(word + mergedAt, bytes + LookAhead)))
            {
                symbols = reader.Merge(word + start, length - start, partLength, merger, out bytes);
                mergedLength = partLength;
            }
            mergedAt = start;
            bool isLast = start + bytes == length;
            bool meets = count == 0 || merger.Tokens[0] == tokens[count - 1];
            if (meets && Take(ref reader, merger, symbols, isLast, tokens[Math.Max(0, count - 1)..], out int taken, out int lastStart))
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
                start -= reader.LengthOf(tokens[count - 1]);
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
    static bool Take<TReader>(
        ref TReader reader, WordMerger merger, int symbols, bool isLast, Span<int> tokens, out int taken, out int lastStart)
        where TReader : struct, IPartReader
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
            tokens[taken++] = merger.Tokens[place];
            lastStart = start;
            start += reader.LengthAt(merger, place, next);
            place = next;
        }
        return isLast || taken > 1;
    }
}
