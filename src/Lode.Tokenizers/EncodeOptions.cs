namespace Lode.Tokenizers;

/// <summary>What <see cref="ITokenizer.Encode"/> adds to a text and recognises in it; the default is plain text.</summary>
/// <param name="AddSpecial">
/// Put BOS first and EOS last where the vocabulary asks for them (<see cref="ITokenizer.AddsBeginOfText"/>,
/// <see cref="ITokenizer.AddsEndOfText"/>).
/// </param>
/// <param name="ParseSpecial">
/// Turn the spelling of control tokens (such as <c>&lt;|eot_id|&gt;</c>) in the text into their ids. Leave it off for text from outside:
/// with it, that text can end a turn. Tokens that the vocabulary calls user-defined are recognised either way.
/// </param>
public readonly record struct EncodeOptions(bool AddSpecial = false, bool ParseSpecial = false);
