namespace Lode.Weights.HuggingFace;

/// <summary>Kinds of tokens, as <c>tokenizer.ggml.token_type</c> numbers them.</summary>
enum TokenKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
