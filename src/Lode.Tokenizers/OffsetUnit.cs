namespace Lode.Tokenizers;

/// <summary>What the places of tokens are counted in.</summary>
public enum OffsetUnit
{
    /// <summary>Bytes of the text's UTF-8. A token of a byte-level vocabulary may begin or end inside a character.</summary>
    Utf8,

    /// <summary>UTF-16 units, as indexes of a <see cref="string"/>; a token covers every character that it holds a part of.</summary>
    Utf16,

    /// <summary>Unicode code points, as Hugging Face counts; a token covers every character that it holds a part of.</summary>
    CodePoint,
}
