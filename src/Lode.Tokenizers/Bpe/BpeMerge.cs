namespace Lode.Tokenizers;

/// <summary>One merge: two neighbours become one token.</summary>
/// <param name="Left">The left token.</param>
/// <param name="Right">The right token.</param>
/// <param name="Result">What they become.</param>
/// <param name="Rank">Smaller ranks merge first, equal ones from left to right (SentencePiece has ties between equal scores).</param>
readonly record struct BpeMerge(int Left, int Right, int Result, int Rank);
