namespace Lode.Tokenizers;

/// <summary>What the pre-tokenizers ask of a code point; combines as flags.</summary>
[Flags]
enum CodePointClass : byte
{
    /// <summary>\p{L}.</summary>
    Letter = 1,

    /// <summary>\p{N}.</summary>
    Number = 2,

    /// <summary>\s without CR and LF.</summary>
    Space = 4,

    /// <summary>CR or LF.</summary>
    Newline = 8,

    /// <summary>Everything else, each byte of ill-formed UTF-8 included.</summary>
    Other = 16,

    /// <summary>\s.</summary>
    Whitespace = Space | Newline,
}
