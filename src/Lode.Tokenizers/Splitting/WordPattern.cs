namespace Lode.Tokenizers;

/// <summary>Every word of a pre-tokenizer is a match; they tile the piece.</summary>
sealed class WordPattern(PreTokenizer words) : SplitPattern
{
    /// <summary>Cuts the words.</summary>
    public PreTokenizer Words => words;

    public override void Match(ReadOnlySpan<byte> text, int start, int end, MatchList matches)
    {
        Span<int> ends = stackalloc int[128];
        ReadOnlySpan<byte> piece = text[start..end];
        for (int from = 0; from < piece.Length;)
        {
            int count = words.Split(piece, from, ends);
            foreach (int to in ends[..count])
            {
                matches.Add(start + from, start + to, true);
                from = to;
            }
        }
    }
}
