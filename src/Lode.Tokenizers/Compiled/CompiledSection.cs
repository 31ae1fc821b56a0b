namespace Lode.Tokenizers;

/// <summary>The sections of a compiled tokenizer; what they hold is in <c>docs/tokenizer-format.md</c>.</summary>
enum CompiledSection
{
    // These are covered by the hash of the head.
    Settings = 1,
    Description,
    CharacterMap,
    EndOfGeneration,
    ByteTokens,
    ContinuingPrefix,
    EndSuffix,
    WordSeparator,

    // These are used where they lie.
    TextEnds,
    TextBytes,
    TextSlots,
    Types,
    PieceEnds,
    PieceBytes,
    PieceSlots,
    Merges,
    MergeSlots,
    PairSlots,
    WordSlots,
    LongWordSlots,
    BytePairs,
    CharacterTokens,
    JoinedAscii,
    JoinedBits,
    Scores,
    StartChildren,
    StartTokens,
    StartLabels,
    RestChildren,
    RestTokens,
    RestLabels,
    TokenEnds,
    TokenBytes,
    IrregularTokens,
    TrieNodes,
    TrieAliases,
    RawEntries,
    RawNodes,
    NormalizedEntries,
    NormalizedNodes,
}
