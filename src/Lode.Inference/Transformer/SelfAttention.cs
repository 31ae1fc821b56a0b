using Lode.Inference.Cache;
using Lode.Kernels.Matrix;
using Lode.Kernels.Operators;

namespace Lode.Inference.Transformer;

/// <summary>
/// The first half of a layer: x += W_o attention(rope(n(W_q n(x))), rope(n(W_k n(x))), W_v n(x)), with biases, head norms and a norm before
/// the addition where the architecture has them. Leaves the normed input of the second half.
/// </summary>
sealed unsafe class SelfAttention : IDisposable
{
    readonly Workspace _work;
    readonly KvCache _cache;
    readonly RotationTable _rotations;
    readonly AttentionOperator _attention;

    internal SelfAttention(Workspace work, KvCache cache, RotationTable rotations, int contextLength)
    {
        _work = work;
        _cache = cache;
        _rotations = rotations;
        _attention = new AttentionOperator(work, cache, contextLength);
    }

    /// <summary>The operators, in order. They begin with the normed input.</summary>
    internal IEnumerable<Operator> Operators =>
    [
        new InputOperator("quantise for q, k, v", _work.Product, AddQueryKeyValue), new ProductOperator("q, k, v", _work.Product),
        new RowOperator("rotate and store", () => _work.Slice.Count, RotateAndStore),
        _attention,
        new InputOperator("quantise for attention output", _work.Product, AddOutput), new ProductOperator("attention output", _work.Product),
        new RowOperator("add, norm", () => _work.Slice.Count, Add),
    ];

    public void Dispose() => _attention.Dispose();

    void AddQueryKeyValue(ProductJob product)
    {
        Activations rows = _work.Rows;
        int tokens = _work.Slice.Count;
        product.Add(_work.Layer.Query, rows.Normed, rows.Width, tokens, rows.Query, rows.QueryWidth);
        product.Add(_work.Layer.Key, rows.Normed, rows.Width, tokens, rows.Key, rows.KeyWidth);
        product.Add(_work.Layer.Value, rows.Normed, rows.Width, tokens, rows.Value, rows.KeyWidth);
    }

    void AddOutput(ProductJob product)
    {
        Activations rows = _work.Rows;
        product.Add(_work.Layer.AttentionOutput, rows.Attended, rows.QueryWidth, _work.Slice.Count, rows.Projected, rows.Width);
    }

    void RotateAndStore(int token)
    {
        Activations rows = _work.Rows;
        Hyperparameters shape = _work.Shape;
        LayerWeights layer = _work.Layer;
        float* query = rows.Query + token * rows.QueryWidth;
        float* key = rows.Key + token * rows.KeyWidth;
        float* value = rows.Value + token * rows.KeyWidth;
        float* table = _rotations.Row(token, _work.LayerIndex);
        int dimension = shape.HeadDimension;
        AddBias(query, layer.QueryBias, shape.HeadCount * dimension);
        AddBias(key, layer.KeyBias, shape.KeyValueHeadCount * dimension);
        AddBias(value, layer.ValueBias, shape.KeyValueHeadCount * dimension);
        for (int head = 0; head < shape.HeadCount; head++)
            Rotate(query + head * dimension, layer.QueryNorm, table);

        Slice slice = _work.Slice;
        KvSequence sequence = slice.Sequence(token);
        int entry = slice.Entries[token];
        int block = sequence.Blocks[entry];
        int slot = slice.Positions[token] - sequence.Starts[entry];
        for (int head = 0; head < shape.KeyValueHeadCount; head++)
        {
            Rotate(key + head * dimension, layer.KeyNorm, table);
            _cache.Layout.StoreKey(_cache.Keys(block, _work.LayerIndex, head), slot, key + head * dimension);
            _cache.Layout.StoreValue(_cache.Values(block, _work.LayerIndex, head), slot, value + head * dimension);
        }
    }

    void Rotate(float* head, float* norm, float* table)
    {
        Hyperparameters shape = _work.Shape;
        if (norm != null)
            RmsNorm.Row(head, norm, head, shape.HeadDimension, shape.NormEpsilon);
        if (shape.Rope.Layout == RopeLayout.Halves)
            Rope.Halves(head, table, shape.Rope.Dimensions);
        else
            Rope.Pairs(head, table, shape.Rope.Dimensions);
    }

    void Add(int token)
    {
        LayerWeights layer = _work.Layer;
        AddBias(_work.Rows.Projected + token * _work.Rows.Width, layer.AttentionOutputBias, _work.Shape.EmbeddingLength);
        _work.AddProjected(token, layer.AttentionPostNorm);
        _work.Norm(token, layer.FeedForwardNorm);
    }

    static void AddBias(float* row, float* bias, int length)
    {
        if (bias != null)
            AddRow.Row(row, bias, length);
    }
}
