namespace Lode.Cli.Showing;

/// <summary>A model's vocabulary.</summary>
/// <param name="Kind">As the file names it: <c>llama</c> is SentencePiece, <c>gpt2</c> byte-level BPE.</param>
/// <param name="Pre">How text is cut before it is merged; null where the file does not say.</param>
/// <param name="VocabularySize">Number of tokens.</param>
/// <param name="SpecialTokens">Tokens with a role.</param>
sealed record TokenizerDescription(string? Kind, string? Pre, long VocabularySize, IReadOnlyList<SpecialTokenDescription> SpecialTokens);
