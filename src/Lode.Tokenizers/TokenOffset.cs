namespace Lode.Tokenizers;

/// <summary>The place of a token in the original text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends; not before <paramref name="Start"/>.</param>
public readonly record struct TokenOffset(int Start, int End);
