namespace Lode.Tokenizers;

/// <summary>A part of what is made of one or two texts: a text, or special tokens.</summary>
/// <remarks>A class: lists of structures of ours have no code in the framework, and compiling it would take longer than opening a tokenizer.</remarks>
/// <param name="Sequence">0 for the first text, 1 for the second, -1 for special tokens.</param>
/// <param name="TypeId">The type id of its tokens.</param>
/// <param name="Ids">The special tokens; empty for a text.</param>
sealed record TemplatePiece(int Sequence, int TypeId, int[] Ids);
