using Lode.Inference.Cache;
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
    readonly AttentionJob _attention;
    readonly TokenJob _norm;
    readonly TokenJob _rotateAndStore;
    readonly TokenJob _add;
    LayerWeights _layer = null!;
    int _layerIndex;

    internal SelfAttention(Workspace work, KvCache cache, RotationTable rotations, int contextLength)
    {
        _work = work;
        _cache = cache;
        _rotations = rotations;
        _attention = new AttentionJob(work.Shape, cache, work.Rows, work.Team.Size, contextLength);
        _norm = new TokenJob(Norm);
        _rotateAndStore = new TokenJob(RotateAndStore);
        _add = new TokenJob(Add);
    }

    internal void Run(LayerWeights layer, int layerIndex)
    {
        _layer = layer;
        _layerIndex = layerIndex;
        Activations rows = _work.Rows;
        int tokens = _work.Slice.Count;
        _work.Team.Run(_norm, tokens);
        _work.Product.Clear();
        _work.Product.Add(layer.Query, rows.Normed, rows.Width, tokens, rows.Query, rows.QueryWidth);
        _work.Product.Add(layer.Key, rows.Normed, rows.Width, tokens, rows.Key, rows.KeyWidth);
        _work.Product.Add(layer.Value, rows.Normed, rows.Width, tokens, rows.Value, rows.KeyWidth);
        _work.Product.Run(_work.Team);
        _work.Team.Run(_rotateAndStore, tokens);
        _attention.Run(_work.Team, _work.Slice, layerIndex);
        _work.Product.Clear();
        _work.Product.Add(layer.AttentionOutput, rows.Attended, rows.QueryWidth, tokens, rows.Projected, rows.Width);
        _work.Product.Run(_work.Team);
        _work.Team.Run(_add, tokens);
    }

    public void Dispose() => _attention.Dispose();

    void Norm(int token) => _work.Norm(token, _layer.AttentionNorm);

    void RotateAndStore(int token)
    {
        Activations rows = _work.Rows;
        Hyperparameters shape = _work.Shape;
        float* query = rows.Query + token * rows.QueryWidth;
        float* key = rows.Key + token * rows.KeyWidth;
        float* value = rows.Value + token * rows.KeyWidth;
        float* cosSin = _rotations.Row(token, _layerIndex);
        int dimension = shape.HeadDimension;
        AddBias(query, _layer.QueryBias, shape.HeadCount * dimension);
        AddBias(key, _layer.KeyBias, shape.KeyValueHeadCount * dimension);
        AddBias(value, _layer.ValueBias, shape.KeyValueHeadCount * dimension);
        for (int head = 0; head < shape.HeadCount; head++)
            Rotate(query + head * dimension, _layer.QueryNorm, cosSin);

        Slice slice = _work.Slice;
        KvSequence sequence = slice.Sequence(token);
        int entry = slice.Entries[token];
        int block = sequence.Blocks[entry];
        int slot = slice.Positions[token] - sequence.Starts[entry];
        for (int head = 0; head < shape.KeyValueHeadCount; head++)
        {
            Rotate(key + head * dimension, _layer.KeyNorm, cosSin);
            AttentionTile.StoreKey(_cache.Keys(block, _layerIndex, head), slot, key + head * dimension, dimension);
            AttentionTile.StoreValue(_cache.Values(block, _layerIndex, head), slot, value + head * dimension, dimension);
        }
    }

    void Rotate(float* head, float* norm, float* cosSin)
    {
        Hyperparameters shape = _work.Shape;
        if (norm != null)
            RmsNorm.Row(head, norm, head, shape.HeadDimension, shape.NormEpsilon);
        if (shape.Rope.Layout == RopeLayout.Halves)
            Rope.Halves(head, cosSin, shape.Rope.Dimensions);
        else
            Rope.Pairs(head, cosSin, shape.Rope.Dimensions);
    }

    void Add(int token)
    {
        AddBias(_work.Rows.Projected + token * _work.Rows.Width, _layer.AttentionOutputBias, _work.Shape.EmbeddingLength);
        _work.AddProjected(token, _layer.AttentionPostNorm);
        _work.Norm(token, _layer.FeedForwardNorm);
    }

    static void AddBias(float* row, float* bias, int length)
    {
        if (bias != null)
            AddRow.Row(row, bias, length);
    }
}
