namespace Lode.Weights.HuggingFace;

/// <summary>A merge, by the ids of its tokens; its place in the list is its rank.</summary>
readonly record struct Merge(int Left, int Right, int Result);
