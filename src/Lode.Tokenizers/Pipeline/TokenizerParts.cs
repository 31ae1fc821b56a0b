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

    /// <summary>Finds the added tokens of raw text, where that was built before; else it is built from <see cref="Added"/>.</summary>
    public AddedTokenMatcher? RawMatcher { get; init; }

    /// <summary>Finds the added tokens of normalised text, where that was built before.</summary>
    public AddedTokenMatcher? NormalizedMatcher { get; init; }

    /// <summary>What each token adds to a text, where that was found before.</summary>
    public TokenBytes? Bytes { get; init; }

    /// <summary>The trie, where it was built before.</summary>
    public TokenTrie? Trie { get; init; }

    /// <summary>The components before and behind the model, as the compiled form keeps them; null where it cannot.</summary>
    public PipelineDescription? Description { get; init; }

    /// <summary>SHA-256 of the file that a compiled form was made of; null where this is no compiled form.</summary>
    public byte[]? SourceHash { get; init; }

    /// <summary>What is added to a text.</summary>
    public PostProcessor PostProcessor { get; init; } = PostProcessor.None;

    public TruncationOptions? Truncation { get; init; }

    public PaddingOptions? Padding { get; init; }

    /// <summary>A pre-tokenizer asks whether a word begins where the text began, and a normalizer may cut that off.</summary>
    public bool NeedsOrigins { get; init; }
}
