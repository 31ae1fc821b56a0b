using Lode.Kernels.Matrix;

namespace Lode.Inference.Transformer;

/// <summary>The feed-forward layer that every token goes through.</summary>
sealed unsafe class DenseFeedForward(Workspace work) : FeedForward
{
    internal override IEnumerable<Operator> Operators =>
    [
        new InputOperator("quantise for gate, up", work.Product, AddGateAndUp), new ProductOperator("gate, up", work.Product),
        new RowOperator("activate", () => work.Slice.Count, work.Activate),
        new InputOperator("quantise for down", work.Product, AddDown), new ProductOperator("down", work.Product),
        new RowOperator("add, norm of next layer", () => work.Slice.Count, Add),
    ];

    void AddGateAndUp(ProductJob product)
    {
        Activations rows = work.Rows;
        product.Add(work.Layer.Gate[0], rows.Normed, rows.Width, work.Slice.Count, rows.Gate, rows.HiddenWidth);
        product.Add(work.Layer.Up[0], rows.Normed, rows.Width, work.Slice.Count, rows.Up, rows.HiddenWidth);
    }

    void AddDown(ProductJob product)
    {
        Activations rows = work.Rows;
        product.Add(work.Layer.Down[0], rows.Gate, rows.HiddenWidth, work.Slice.Count, rows.Projected, rows.Width);
    }

    void Add(int token)
    {
        work.AddProjected(token, work.Layer.FeedForwardPostNorm);
        work.NormForNextLayer(token);
    }
}
