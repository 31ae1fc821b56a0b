namespace Lode.Tokenizers;

/// <summary>Finds which special tokens begin and end texts where a file only says what is put around them.</summary>
static class SpecialTokenFinder
{
    static readonly byte[][] s_begins = [[.. "<s>"u8], [.. "<bos>"u8], [.. "<|begin_of_text|>"u8], [.. "<|startoftext|>"u8]];

    /// <summary>BOS and EOS as the template adds them, else by their well-known spellings; with them all that end a generation.</summary>
    public static SpecialTokens Find(Vocabulary vocabulary, PostProcessor post)
    {
        int? begin = post.Before.Length > 0 ? post.Before[0] : FindSpecial(vocabulary, s_begins);
        int[] ends = EndSpellings.Find(vocabulary);
        int? end = post.After.Length > 0 ? post.After[^1] : ends.Length > 0 ? ends[0] : null;
        return new SpecialTokens(begin, end, null, post.Before.Length > 0, post.After.Length > 0, [.. ends.Order()]);
    }

    static int? FindSpecial(Vocabulary vocabulary, byte[][] spellings)
    {
        foreach (byte[] spelling in spellings)
        {
            if (vocabulary.Find(spelling) is >= 0 and int id && vocabulary.Type(id) == TokenType.Control)
                return id;
        }
        return null;
    }
}
