namespace Lode.Tokenizers;

/// <summary>A token with its spelling and its place in the text.</summary>
/// <param name="Id">The id.</param>
/// <param name="Value">The vocabulary's own spelling.</param>
/// <param name="Offset">The place in the original text; empty at 0 for tokens that were added.</param>
public readonly record struct EncodedToken(int Id, string Value, Range Offset);
