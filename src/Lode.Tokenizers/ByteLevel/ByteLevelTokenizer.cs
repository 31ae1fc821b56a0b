namespace Lode.Tokenizers;

/// <summary>Byte-level BPE (<c>tokenizer.ggml.model = gpt2</c>): words are bytes that merge in the order of the merge list.</summary>
/// <remarks>
/// The merge list decides and not the rank of the result, which differs for a few words in a million. Text is not normalised: a
/// vocabulary whose Hugging Face form applies NFC (Qwen) gets here, as in llama.cpp, the bytes as they are.
/// </remarks>
sealed class ByteLevelTokenizer : VocabularyTokenizer
{
    readonly PreTokenizer _preTokenizer;
    readonly MergeTable _merges;
    readonly int[] _byteTokens;
    readonly bool _wholeWordsFirst;
    readonly int _maxWordLength;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="special">The tokens with a meaning of their own.</param>
    /// <param name="bytes">What each token adds to the text.</param>
    /// <param name="merges">The merge list.</param>
    /// <param name="byteTokens">
    /// The token of each of the 256 bytes, or -1: many vocabularies lack the bytes that well-formed UTF-8 never has. Such a byte is encoded
    /// as U+FFFD, whose three bytes must be there.
    /// </param>
    /// <param name="preTokenizer">Cuts text into words.</param>
    /// <param name="wholeWordsFirst">
    /// A word that is in the vocabulary is that token, whatever the merges make of it (<c>ignore_merges</c>).
    /// </param>
    public ByteLevelTokenizer(
        Vocabulary vocabulary, SpecialTokens special, ByteStrings bytes, MergeTable merges, int[] byteTokens,
        PreTokenizer preTokenizer, bool wholeWordsFirst)
        : base(vocabulary, special, bytes)
    {
        _merges = merges;
        _byteTokens = byteTokens;
        _preTokenizer = preTokenizer;
        _wholeWordsFirst = wholeWordsFirst;
        // On the stack; a longer word is none that a vocabulary holds.
        _maxWordLength = Math.Min(vocabulary.MaxTextLength, 256);
    }

    public override bool StripsLeadingSpace => false;

    protected override void EncodeText(ReadOnlySpan<byte> text, ref TokenSink sink)
    {
        SymbolMerger<ByteLevelMergeRule> merger = new(new ByteLevelMergeRule(_merges));
        try
        {
            while (!text.IsEmpty)
            {
                ReadOnlySpan<byte> word = text[.._preTokenizer.FirstWordLength(text)];
                text = text[word.Length..];
                if (word.Length == 1 && _byteTokens[word[0]] is >= 0 and int single)
                    sink.Add(single);
                else if (_wholeWordsFirst && FindWord(word) is >= 0 and int token)
                    sink.Add(token);
                else
                    EncodeWord(word, ref merger, ref sink);
            }
        }
        finally
        {
            merger.Dispose();
        }
    }

    int FindWord(ReadOnlySpan<byte> word)
    {
        if (word.Length > _maxWordLength)
            return -1;
        Span<byte> spelling = stackalloc byte[2 * word.Length];
        return Vocabulary.FindPlain(spelling[..ByteLevelAlphabet.Spell(word, spelling)]);
    }

    void EncodeWord(ReadOnlySpan<byte> word, ref SymbolMerger<ByteLevelMergeRule> merger, ref TokenSink sink)
    {
        merger.Clear();
        for (int i = 0; i < word.Length; i++)
        {
            if (_byteTokens[word[i]] is >= 0 and int token)
            {
                merger.Add(i, 1, token);
                continue;
            }
            foreach (byte replacement in "\uFFFD"u8)
                merger.Add(i, 1, _byteTokens[replacement]);
        }
        merger.Merge(word);
        for (int i = 0; i >= 0; i = merger[i].Next)
            sink.Add(merger[i].Token);
    }
}
