namespace Lode.Inference;

/// <summary>The key/value cache has no room for a step. Nothing was changed; dispose or truncate sequences and try again.</summary>
public sealed class CacheFullException : InvalidOperationException
{
    /// <summary>Reports how much was wanted and how much is left.</summary>
    internal CacheFullException(int neededBlocks, int availableBlocks)
        : base($"the step needs {neededBlocks} cache blocks of {Kernels.Attention.AttentionTile.Positions} positions, {availableBlocks} are free; " +
               "end or truncate sequences, or make the context with a larger cache")
    {
    }
}
