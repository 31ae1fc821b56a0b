using Lode.Kernels.Operators;
using Lode.Memory;

namespace Lode.Inference.Cache;

/// <summary>Keys and values of all sequences, in blocks of 16 positions that hold every layer.</summary>
/// <remarks>A block is, for each layer and key/value head, keys <c>[head_dim, 16]</c> then values <c>[16, padded head_dim]</c>, binary32.</remarks>
sealed unsafe class KvCache : IDisposable
{
    const double MaxBytes = 1L << 46;

    readonly long _headFloats;
    readonly long _keyFloats;
    readonly int _heads;

    internal KvCache(Hyperparameters shape, int capacityPositions)
    {
        HeadDimension = shape.HeadDimension;
        PaddedHeadDimension = AttentionTile.PaddedHeadDimension(HeadDimension);
        _heads = shape.KeyValueHeadCount;
        _keyFloats = (long)HeadDimension * AttentionTile.Positions;
        _headFloats = _keyFloats + (long)PaddedHeadDimension * AttentionTile.Positions;
        // Hyper-parameters are bounded one by one; their product may still be more than there are addresses.
        double blockBytes = (double)_headFloats * _heads * shape.LayerCount * sizeof(float);
        int blocks = (int)(((long)capacityPositions + AttentionTile.Positions - 1) / AttentionTile.Positions);
        if (blockBytes * blocks > MaxBytes)
        {
            throw new InsufficientMemoryException($"a cache of {capacityPositions} positions needs {blockBytes * blocks:E1} bytes of address space, " +
                "more than a process has; make the context shorter");
        }
        Pool = new BlockPool((long)blockBytes, blocks);
    }

    internal BlockPool Pool { get; }

    internal int HeadDimension { get; }

    internal int PaddedHeadDimension { get; }

    /// <summary>Keys of a block, <c>[head_dim, 16]</c>.</summary>
    internal float* Keys(int block, int layer, int head) => (float*)Pool.Address(block) + ((long)layer * _heads + head) * _headFloats;

    /// <summary>Values of a block, <c>[16, padded head_dim]</c>.</summary>
    internal float* Values(int block, int layer, int head) => Keys(block, layer, head) + _keyFloats;

    public void Dispose() => Pool.Dispose();
}
