namespace Lode.Tokenizers;

/// <summary>What is true of a compiled tokenizer.</summary>
[Flags]
enum CompiledFlags
{
    None = 0,
    IsByteLevel = 1,
    FusesUnknown = 2,
    WholeWordsFirst = 4,
    SpellsBytes = 8,
    HasWordTables = 16, // of bytes
    AddsBeginOfText = 32,
    AddsEndOfText = 64,
    HasCharacterTables = 128,
}
