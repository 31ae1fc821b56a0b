namespace Lode.Tokenizers;

/// <summary>What a tokenizer is made of, as the readers of the file formats hand it over.</summary>
sealed class TokenizerParts
{
    /// <summary>Every token with its spelling and kind.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>BOS, EOS and what ends a generation.</summary>
    public required SpecialTokens Special { get; init; }

    public required TokenizerModel Model { get; init; }

    /// <summary>Turns tokens into text.</summary>
    public required TokenDecoder Decoder { get; init; }

    public Normalizer? Normalizer { get; init; }

    public SplitStep[] Steps { get; init; } = [];

    public AddedToken[] Added { get; init; } = [];

    /// <summary>What is added to a text.</summary>
    public PostProcessor PostProcessor { get; init; } = PostProcessor.None;

    public TruncationOptions? Truncation { get; init; }

    public PaddingOptions? Padding { get; init; }

    /// <summary>A pre-tokenizer asks whether a word begins where the text began, and a normalizer may cut that off.</summary>
    public bool NeedsOrigins { get; init; }
}
