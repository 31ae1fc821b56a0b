using Lode.Formats;

namespace Lode.Tokenizers;

/// <summary>The metadata keys of tokenizers, and the one way to complain about them.</summary>
static class GgufKeys
{
    public const string Model = "tokenizer.ggml.model";
    public const string Pre = "tokenizer.ggml.pre";
    public const string Tokens = "tokenizer.ggml.tokens";
    public const string TokenTypes = "tokenizer.ggml.token_type";
    public const string Scores = "tokenizer.ggml.scores";
    public const string Merges = "tokenizer.ggml.merges";
    public const string BeginOfText = "tokenizer.ggml.bos_token_id";
    public const string EndOfText = "tokenizer.ggml.eos_token_id";
    public const string Class = "tokenizer.ggml.cls_token_id";

    // Spelt so in the specification.
    public const string Separator = "tokenizer.ggml.seperator_token_id";

    public const string EndOfTurn = "tokenizer.ggml.eot_token_id";
    public const string EndOfMessage = "tokenizer.ggml.eom_token_id";
    public const string Unknown = "tokenizer.ggml.unknown_token_id";
    public const string AddBeginOfText = "tokenizer.ggml.add_bos_token";
    public const string AddEndOfText = "tokenizer.ggml.add_eos_token";
    public const string AddSpacePrefix = "tokenizer.ggml.add_space_prefix";

    /// <summary>What to do about a file that cannot be mended here.</summary>
    public const string Reconvert = "convert or download the model again";

    public static ModelFormatException Error(GgufMetadata metadata, string key, string expected, string found, string advice = Reconvert) =>
        metadata.Error(key, expected, found, advice);
}
