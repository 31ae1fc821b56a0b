using Lode.Kernels.Attention;
using Lode.Memory;

namespace Lode.Inference.Cache;

/// <summary>Keys and values of all sequences, in blocks of 16 positions that hold every layer.</summary>
/// <remarks>A block is, for each layer and key/value head, a tile of keys, then one of values (<see cref="KvLayout"/>).</remarks>
sealed unsafe class KvCache : IDisposable
{
    const double MaxBytes = 1L << 46;

    readonly long _headBytes;
    readonly int _heads;

    internal KvCache(Hyperparameters shape, KvFormat format, int capacityPositions)
    {
        Layout = new KvLayout(format, shape.HeadDimension);
        _heads = shape.KeyValueHeadCount;
        _headBytes = Layout.KeyBytes + Layout.ValueBytes;
        // Hyper-parameters are bounded one by one; their product may still be more than there are addresses.
        double blockBytes = (double)_headBytes * _heads * shape.LayerCount;
        int blocks = (int)(((long)capacityPositions + AttentionTile.Positions - 1) / AttentionTile.Positions);
        if (blockBytes * blocks > MaxBytes)
        {
            throw new InsufficientMemoryException($"a cache of {capacityPositions} positions needs {blockBytes * blocks:E1} bytes of address space, " +
                "more than a process has; make the context shorter");
        }
        Pool = new BlockPool((long)blockBytes, blocks);
    }

    internal BlockPool Pool { get; }

    internal KvLayout Layout { get; }

    /// <summary>Keys of a block.</summary>
    internal byte* Keys(int block, int layer, int head) => Pool.Address(block) + ((long)layer * _heads + head) * _headBytes;

    /// <summary>Values of a block.</summary>
    internal byte* Values(int block, int layer, int head) => Keys(block, layer, head) + Layout.KeyBytes;

    public void Dispose() => Pool.Dispose();
}
