namespace Lode.Tokenizers;

/// <summary>The models that have a compiled form.</summary>
enum CompiledKind
{
    Bpe,
    Unigram,
    WordPiece,
    WordLevel,
}
