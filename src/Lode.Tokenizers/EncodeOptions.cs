namespace Lode.Tokenizers;

/// <summary>What encoding adds to a text and recognises in it; the default is plain text.</summary>
/// <param name="AddSpecial">
/// Put the tokens around the text that the vocabulary asks for (BOS, EOS, [CLS], [SEP]): Hugging Face's <c>add_special_tokens</c>.
/// </param>
/// <param name="ParseSpecial">
/// Turn the spelling of special tokens (such as <c>&lt;|eot_id|&gt;</c>) in the text into their ids, as Hugging Face does unless told
/// otherwise. Leave it off for text from outside: with it, that text can end a turn. Added tokens that are not special are recognised
/// either way.
/// </param>
public readonly record struct EncodeOptions(bool AddSpecial = false, bool ParseSpecial = false);
