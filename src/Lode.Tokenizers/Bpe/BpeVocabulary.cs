namespace Lode.Tokenizers;

/// <summary>What a BPE model is made of, whatever file it came from; all ids are resolved and every list is checked.</summary>
sealed class BpeVocabulary
{
    /// <summary>
    /// By id: the bytes that the token stands for in a piece: raw bytes where <see cref="IsByteLevel"/>, UTF-8 otherwise. Empty for tokens
    /// that no text may become.
    /// </summary>
    public required ByteStrings Pieces { get; init; }

    /// <summary>
    /// The number of tokens; <see cref="Pieces"/> from there on are characters that have no token of their own but take part in merges:
    /// where such a one is left over, it falls back as any other unknown character does.
    /// </summary>
    public required int TokenCount { get; init; }

    /// <summary>Words start as bytes; otherwise as characters.</summary>
    public required bool IsByteLevel { get; init; }

    /// <summary>The merges, in the order of the file.</summary>
    public required BpeMerge[] Merges { get; init; }

    /// <summary>Which rank a pair has that is listed twice: the last (Hugging Face) or the first (llama.cpp).</summary>
    public bool LastDuplicateWins { get; init; }

    /// <summary>By byte: the token that stands for it where a character (or byte) has no token of its own, or -1.</summary>
    public required int[] ByteTokens { get; init; }

    /// <summary>The token for what has neither, or -1: then it is left out.</summary>
    public int Unknown { get; init; } = -1;

    /// <summary>Neighbouring unknown characters become one unknown token.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>A word that is a token is that token, whatever the merges make of it (<c>ignore_merges</c>).</summary>
    public bool WholeWordsFirst { get; init; }

    /// <summary>Put before every character of a word but the first when it is looked up (<c>continuing_subword_prefix</c>).</summary>
    public byte[] ContinuingPrefix { get; init; } = [];

    /// <summary>Put behind the last character of a word when it is looked up (<c>end_of_word_suffix</c>).</summary>
    public byte[] EndSuffix { get; init; } = [];

    /// <summary>
    /// No merge has a result with <see cref="WordSeparator"/> after another character, so that text can be cut before each run of them
    /// although no pre-tokenizer says so. Empty where that does not hold.
    /// </summary>
    public byte[] WordSeparator { get; init; } = [];
}
