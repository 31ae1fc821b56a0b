using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>All that one thread needs to carry one row forward and back.</summary>
sealed unsafe class Workspace : IDisposable
{
    readonly List<FloatBuffer> _buffers = [];

    public Workspace(Shape shape)
    {
        int rows = shape.Context, widest = Math.Max(shape.Vocabulary, Math.Max(2 * shape.Hidden, shape.QueryKeyValue));
        Layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new LayerState(shape))];
        Final = Allocate(rows * shape.Width);
        FinalNorm = Allocate(rows * shape.Width);
        FinalScale = Allocate(rows);
        Logits = Allocate(rows * shape.Vocabulary);
        Stream = Allocate(rows * shape.Width);
        Normed = Allocate(rows * shape.Width);
        QueryKeyValue = Allocate(rows * shape.QueryKeyValue);
        Heads = Allocate(rows * shape.Width);
        GateUp = Allocate(rows * 2 * shape.Hidden);
        Hidden = Allocate(rows * shape.Hidden);
        Scores = Allocate(rows * ScoreStride(shape));
        Strips = Allocate(rows * widest);
        Panels = Allocate(rows * widest);
        Keys = Allocate(rows * Rope.HeadWidth);
        Values = Allocate(rows * Rope.HeadWidth);
        Queries = Allocate(rows * Rope.HeadWidth);
        Results = Allocate(rows * Rope.HeadWidth);
    }

    public LayerState[] Layers { get; }

    /// <summary>The residual stream after the last layer.</summary>
    public float* Final { get; }

    public float* FinalNorm { get; }

    public float* FinalScale { get; }

    /// <summary>[T, vocabulary]; becomes the probabilities, then the gradient.</summary>
    public float* Logits { get; }

    /// <summary>The gradient of the residual stream; the other gradients are named after what they belong to.</summary>
    public float* Stream { get; }

    public float* Normed { get; }

    public float* QueryKeyValue { get; }

    public float* Heads { get; }

    public float* GateUp { get; }

    public float* Hidden { get; }

    /// <summary>The gradient of one head's scores.</summary>
    public float* Scores { get; }

    public float* Strips { get; }

    public float* Panels { get; }

    public float* Keys { get; }

    public float* Values { get; }

    public float* Queries { get; }

    public float* Results { get; }

    /// <summary>Scores are stored a little wider than the row: a stride of a power of two would map all rows to a few cache sets.</summary>
    public static int ScoreStride(Shape shape) => shape.Context + 16;

    public void Dispose()
    {
        foreach (LayerState layer in Layers)
            layer.Dispose();
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
