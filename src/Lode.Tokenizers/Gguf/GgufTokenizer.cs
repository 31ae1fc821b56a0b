using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>Makes the tokenizer that a GGUF file describes in its <c>tokenizer.ggml.*</c> keys.</summary>
/// <remarks>
/// The keys and their defaults are llama.cpp's (<c>src/llama-vocab.cpp</c>). What is not known to encode exactly is refused. Text is never
/// normalised: where the original tokenizer applies NFC first (Qwen), as GGUF has no key to say, text in another form gets other ids.
/// </remarks>
static class GgufTokenizer
{
    /// <summary>Reads the vocabulary: tens of milliseconds and about 10 MB for 128,000 tokens.</summary>
    /// <param name="metadata">The metadata of an open file; not needed afterwards.</param>
    /// <exception cref="ModelFormatException">
    /// The tokenizer's kind or pre-tokenizer is not supported, or its description is incomplete or contradicts itself.
    /// </exception>
    public static TokenizerParts Create(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        string model = metadata.GetString(GgufKeys.Model);
        return model switch
        {
            "llama" => GgufSentencePiece.Create(metadata),
            "gpt2" => GgufByteLevel.Create(metadata),
            "bert" => GgufWordPiece.Create(metadata),
            _ => throw GgufKeys.Error(
                metadata, GgufKeys.Model, "one of 'llama' (SentencePiece BPE), 'gpt2' (byte-level BPE), 'bert' (WordPiece)", $"'{model}'",
                "this kind of tokenizer is not supported; give the prompt as token ids, or use a model with a supported one"),
        };
    }
}
