namespace Lode.Tokenizers;

/// <summary>How tokens become text. Immutable and thread-safe; streams are made from it.</summary>
/// <remarks>
/// Most vocabularies concatenate what each token stands for (<see cref="Bytes"/>); the others chain stages (<see cref="CreateChain"/>).
/// </remarks>
sealed class TokenDecoder
{
    /// <summary>By id: the bytes that are concatenated; null where stages decode.</summary>
    public ByteStrings? Bytes { get; init; }

    /// <summary>One space at the start of the text is not part of it (only with <see cref="Bytes"/>).</summary>
    public bool StripsLeadingSpace { get; init; }

    /// <summary>Makes the stages, the last of which hands on to its argument; null with <see cref="Bytes"/>.</summary>
    /// <remarks>The two flags: whether the tokens begin a text, and whether ill-formed bytes stay as they are.</remarks>
    public Func<DecodeStage, bool, bool, DecodeStage>? CreateChain { get; init; }
}
