namespace Lode.Tokenizers;

/// <summary>A part of what is made of one or two texts: a text, or special tokens.</summary>
/// <param name="Sequence">0 for the first text, 1 for the second, -1 for special tokens.</param>
/// <param name="TypeId">The type id of its tokens.</param>
/// <param name="Ids">The special tokens; empty for a text.</param>
readonly record struct TemplatePiece(int Sequence, int TypeId, int[] Ids);
