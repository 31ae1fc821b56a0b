namespace Lode.Tokenizers;

/// <summary>How a tokenizer is opened.</summary>
public sealed record TokenizerOptions
{
    /// <summary>
    /// Bytes that each thread may spend on remembering words, so that a word seen before costs a look-up: the trade between memory and
    /// speed, as a number. 0 is lean: nothing is remembered. The ids never depend on it.
    /// </summary>
    public int CacheBytes { get; init; } = 1 << 20;

    /// <summary>Where texts are cut that are too long; null for what the file says (mostly nothing).</summary>
    public TruncationOptions? Truncation { get; init; }

    /// <summary>How rows are filled up; null for what the file says (mostly nothing).</summary>
    public PaddingOptions? Padding { get; init; }

    /// <summary>The defaults.</summary>
    public static TokenizerOptions Default { get; } = new();
}
