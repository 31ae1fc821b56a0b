namespace Lode.Weights.Checking;

/// <summary>Whole blocks of a tensor: what one thread works on at a time.</summary>
/// <param name="Tensor">The index of the tensor.</param>
/// <param name="Block">The first block.</param>
/// <param name="Blocks">How many.</param>
readonly record struct TensorSlice(int Tensor, long Block, int Blocks);
