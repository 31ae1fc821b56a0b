namespace Lode.Tokenizers;

/// <summary>Where a text may be cut in two without changing its tokens.</summary>
enum CutRule
{
    /// <summary>Nowhere for certain.</summary>
    None,

    /// <summary>
    /// Before a space or line break that follows something else: no word holds both (GPT-2's pattern, BERT). Look-ahead over white space
    /// ends before the cut.
    /// </summary>
    BeforeWhiteSpace,

    /// <summary>
    /// Behind a line break that no white space and no slash follows, and between an ASCII letter or digit and a space: cl100k, Llama 3,
    /// Qwen 2, o200k. Punctuation takes the line breaks behind it along, so that a cut before one would not do.
    /// </summary>
    BehindLine,

    /// <summary>Between a word character and a space that becomes U+2581, which no merge has behind a word character (SentencePiece).</summary>
    BeforeSpaceMark,
}
