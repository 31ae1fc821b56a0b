namespace Lode.Tokenizers;

/// <summary>A question about an added token.</summary>
/// <param name="spelling">What is looked for, UTF-8.</param>
/// <param name="flags">How it matches.</param>
delegate bool AddedTokenPredicate(ReadOnlySpan<byte> spelling, AddedTokenFlags flags);
