namespace Lode.Tokenizers;

/// <summary>The kinds of <c>tokenizer.ggml.token_type</c>, with the numbers of the GGUF specification.</summary>
enum TokenType : byte
{
    /// <summary>Not said; as <see cref="Normal"/>.</summary>
    Undefined = 0,

    /// <summary>A piece of text.</summary>
    Normal = 1,

    /// <summary>Stands for what the vocabulary cannot spell.</summary>
    Unknown = 2,

    /// <summary>Steers the model; only recognised in text on request.</summary>
    Control = 3,

    /// <summary>Added text, matched in the raw text before anything else.</summary>
    UserDefined = 4,

    /// <summary>Never learned; as <see cref="Normal"/>.</summary>
    Unused = 5,

    /// <summary>One byte, spelt <c>&lt;0xXX&gt;</c>.</summary>
    Byte = 6,
}
