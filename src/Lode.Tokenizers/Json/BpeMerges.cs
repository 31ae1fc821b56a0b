namespace Lode.Tokenizers;

/// <summary>Finds the tokens of a merge list.</summary>
static class BpeMerges
{
    /// <param name="model">The list as it was read.</param>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="prefixLength">The length of the prefix that the right side loses when it is joined.</param>
    /// <param name="source">The file.</param>
    public static BpeMerge[] Resolve(JsonModel model, JsonVocabulary vocabulary, int prefixLength, JsonSource source)
    {
        ByteStrings list = model.Merges!;
        BpeMerge[] merges = new BpeMerge[list.Count];
        byte[] joined = new byte[256];
        int place = -1; // of the last result: most lists make tokens in the order of the vocabulary
        for (int rank = 0; rank < merges.Length; rank++)
        {
            ReadOnlySpan<byte> both = list[rank];
            int cut = model.MergeCuts![rank];
            int left = vocabulary.Find(both[..cut]);
            int right = vocabulary.Find(both[cut..]);
            int result = -1;
            if (prefixLength == 0)
            {
                result = vocabulary.FindNext(both, ref place);
            }
            else if (both.Length - cut >= prefixLength)
            {
                if (joined.Length < both.Length)
                    joined = new byte[2 * both.Length];
                both[..cut].CopyTo(joined);
                both[(cut + prefixLength)..].CopyTo(joined.AsSpan(cut));
                result = vocabulary.Find(joined.AsSpan(0, both.Length - prefixLength));
            }
            if (left < 0 || right < 0 || result < 0)
            {
                throw source.Error(
                    "model.merges", "two tokens of the vocabulary that join to a third",
                    $"{GgufVocabulary.Quote(both[..cut])} and {GgufVocabulary.Quote(both[cut..])} as merge {rank}");
            }
            merges[rank] = new BpeMerge(left, right, result, rank);
        }
        return merges;
    }

    /// <summary>U+2581 where no merge makes a token that has it behind another character, so that text can be cut before it; else nothing.</summary>
    public static byte[] Separator(BpeMerge[] merges, ByteStrings pieces, JsonVocabulary vocabulary)
    {
        ReadOnlySpan<byte> separator = "\u2581"u8;
        if (vocabulary.Find(separator) < 0)
            return [];
        foreach (BpeMerge merge in merges)
        {
            ReadOnlySpan<byte> piece = pieces[merge.Result];
            while (piece.StartsWith(separator))
                piece = piece[separator.Length..];
            if (piece.IndexOf(separator) >= 0)
                return [];
        }
        return [.. separator];
    }
}
