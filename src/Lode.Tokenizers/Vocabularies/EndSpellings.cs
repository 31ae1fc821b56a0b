namespace Lode.Tokenizers;

/// <summary>
/// Spellings that end a turn, a message or a text in the model families in use; files often do not say which tokens do.
/// </summary>
static class EndSpellings
{
    static readonly byte[][] s_spellings =
    [
        [.. "<|eot_id|>"u8], [.. "<|eom_id|>"u8], [.. "<|end_of_text|>"u8], // Llama 3
        [.. "<|im_end|>"u8], [.. "<|endoftext|>"u8], // ChatML, Qwen, GPT-2
        [.. "<|end|>"u8], // Phi 3
        [.. "<end_of_turn>"u8], [.. "<eos>"u8], // Gemma
        [.. "</s>"u8], // Llama 2, Mistral
        [.. "<EOT>"u8], [.. "_<EOT>"u8], [.. "[EOT]"u8], [.. "[EOS]"u8], [.. "<end_of_utterance>"u8],
        [.. "<\uFF5Cend\u2581of\u2581sentence\uFF5C>"u8], // DeepSeek
    ];

    /// <summary>The tokens of a vocabulary that have one of them and are no plain text.</summary>
    public static int[] Find(Vocabulary vocabulary) =>
    [
        .. s_spellings.Select(spelling => vocabulary.Find(spelling))
            .Where(id => id >= 0 && vocabulary.Type(id) is (TokenType.Control or TokenType.UserDefined)),
    ];
}
