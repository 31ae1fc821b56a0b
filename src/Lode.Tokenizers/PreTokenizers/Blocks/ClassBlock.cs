namespace Lode.Tokenizers;

/// <summary>The classes of 64 bytes of text: bit i of a field is byte i; all bytes of a character have its class.</summary>
struct ClassBlock
{
    /// <summary>\p{L}; only upper and lower case where the pattern asks for case.</summary>
    public ulong Letter;

    /// <summary>\p{N}.</summary>
    public ulong Number;

    /// <summary>\s.</summary>
    public ulong White;

    /// <summary>CR and LF.</summary>
    public ulong Newline;

    /// <summary>U+0020.</summary>
    public ulong Blank;

    /// <summary>The apostrophe, U+0027.</summary>
    public ulong Quote;

    /// <summary>The slash; only where the pattern asks for case.</summary>
    public ulong Slash;

    /// <summary>\p{Lu} and \p{Lt}; only where the pattern asks for case.</summary>
    public ulong Upper;

    /// <summary>Bytes of characters after their first.</summary>
    public ulong Continuation;

    /// <summary>What is neither letter nor number nor white space; nothing behind the end of the text.</summary>
    public ulong Other;

    /// <summary>The bits of a block moved to the next character's place: bit i is what the byte before byte i is.</summary>
    public static ulong After(ulong bits, ulong previousBlock) => bits << 1 | previousBlock >> 63;

    /// <summary>Bit i is what the byte behind byte i is.</summary>
    public static ulong Before(ulong bits, ulong nextBlock) => bits >> 1 | nextBlock << 63;
}
