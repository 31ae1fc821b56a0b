using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>What one layer keeps of a row on the way forward for the way back.</summary>
sealed unsafe class LayerState : IDisposable
{
    readonly List<FloatBuffer> _buffers = [];

    public LayerState(Shape shape)
    {
        int rows = shape.Context;
        Input = Allocate(rows * shape.Width);
        AttentionNorm = Allocate(rows * shape.Width);
        AttentionScale = Allocate(rows);
        QueryKeyValue = Allocate(rows * shape.QueryKeyValue);
        Probabilities = Allocate(shape.Heads * rows * Workspace.ScoreStride(shape));
        Heads = Allocate(rows * shape.Width);
        Middle = Allocate(rows * shape.Width);
        FeedNorm = Allocate(rows * shape.Width);
        FeedScale = Allocate(rows);
        GateUp = Allocate(rows * 2 * shape.Hidden);
        Hidden = Allocate(rows * shape.Hidden);
    }

    /// <summary>The residual stream [T, width] before attention.</summary>
    public float* Input { get; }

    public float* AttentionNorm { get; }

    /// <summary>1 / rms of each row.</summary>
    public float* AttentionScale { get; }

    /// <summary>[T, heads + 2 key heads, 32], queries and keys turned by their positions.</summary>
    public float* QueryKeyValue { get; }

    /// <summary>[heads, T, score stride].</summary>
    public float* Probabilities { get; }

    /// <summary>The attention's result [T, heads, 32].</summary>
    public float* Heads { get; }

    /// <summary>The residual stream between attention and feed-forward.</summary>
    public float* Middle { get; }

    public float* FeedNorm { get; }

    public float* FeedScale { get; }

    /// <summary>[T, 2, hidden].</summary>
    public float* GateUp { get; }

    /// <summary>silu(gate) * up.</summary>
    public float* Hidden { get; }

    public void Dispose()
    {
        foreach (FloatBuffer buffer in _buffers)
            buffer.Dispose();
    }

    float* Allocate(int length)
    {
        FloatBuffer buffer = new(length);
        _buffers.Add(buffer);
        return buffer.Pointer;
    }
}
